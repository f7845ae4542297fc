import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

@Suite(.enabled(if: MusicBucket.python != nil, MusicBucket.absence)) struct `an origin in a bucket` {
    @Test func `is published, synced from, collected from and swept`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        for number in 1...4 { try house.add("Song \(number).mp3") }
        let first = try await house.publish(with: bucket.settings)
        #expect(first.status == 0 && first.errors.contains("media_files=4"), "\(first.errors)")
        let check = try await house.publish("check", with: bucket.settings)
        #expect(
            check.status == 0 && check.output.contains("all as they should be"),
            "\(check.output)\(check.errors)")
        let puts = bucket.requests.filter { $0.hasPrefix("PUT") }.count
        let same = try await house.publish(with: bucket.settings)
        #expect(same.status == 0 && same.errors.contains("had nothing to do"), "\(same.errors)")
        #expect(bucket.requests.filter { $0.hasPrefix("PUT") }.count == puts)

        let shop = try JobsFolder()
        let player = house.player("shop-1", from: bucket.address)
        let sync = try await shop.run(["sync"], player)
        #expect(sync.status == 0 && sync.errors.contains("files=4"), "\(sync.errors)")
        let collect = try await house.run(["collect"], bucket.settings)
        #expect(collect.status == 0 && collect.errors.contains("objects=1"), "\(collect.errors)")
        #expect(try await house.run(["collect"], bucket.settings).errors.contains("objects=0"))
        let sweep = try await house.publish("sweep", with: bucket.settings)
        #expect(sweep.status == 0 && sweep.errors.contains("unneeded=0"), "\(sweep.errors)")
    }

    @Test func `says how long its files may be kept, and what they are`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        try house.add("Song.mp3")
        #expect(try await house.publish(with: bucket.settings).status == 0)
        func head(_ path: String) -> String {
            shell("curl -s -o /dev/null -D - '\(bucket.address)/\(path)'").output.lowercased()
        }
        let top = head("s/house/head.json")
        #expect(top.contains("cache-control: public, max-age=30"), "\(top)")
        #expect(top.contains("content-type: application/json"), "\(top)")
        let media = try Fingerprint(of: try Files.read(house.source + "/Song.mp3"))
        let song = head(ObjectPath.media(media))
        #expect(song.contains("max-age=31536000, immutable") && song.contains("audio/mpeg"), "\(song)")
    }

    @Test func `is refused with a wrong key, and goes on where it was interrupted`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        for number in 1...6 { try house.add("Song \(number).mp3") }
        let wrong = bucket.settings.merging(["S3_SECRET_ACCESS_KEY": "hunter2"]) { $1 }
        let refused = try await house.publish(with: wrong)
        #expect(refused.status == 1 && refused.errors.contains("403"), "\(refused.errors)")
        #expect(!refused.errors.contains("hunter2"))
        let killed = try house.publisher.start(
            ["publish"],
            house.settings.merging(bucket.settings) { $1 }.merging(["VINYL_CRASH_AT": "origin-named:4"]) {
                $1
            })
        #expect(try await killed.waitUntilEnded().how == .killed(9))
        let before = Set(bucket.requests.filter { $0.hasPrefix("PUT") && $0.hasSuffix(" 200") })
        #expect(before.count >= 4)
        #expect(try await house.publish(with: bucket.settings).status == 0)
        let puts = bucket.requests.filter { $0.hasPrefix("PUT") && $0.hasSuffix(" 200") }
        #expect(Set(puts).count == puts.count, "something was sent twice")
        #expect(try await house.publish("check", with: bucket.settings).status == 0)
    }
}
