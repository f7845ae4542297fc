import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `an inbox` {
    /// One that cannot be read, whoever reads.
    @Test func `with one object that fails gives all others`() async throws {
        let house = try await OriginHouse()
        var devices = TellingDevices(seed: 11, inbox: house.target + "/inbox")
        try devices.tell(devices: 10)
        let broken = house.target + "/inbox/house/shop-0/broken-1-1.gz"
        #expect(shell("ln -s /proc/self/mem '\(broken)'").isContent)
        let run = try await house.run(["collect"])
        #expect(run.status == 1 && run.errors.contains("failed=1"), "\(run.errors)")
        #expect(run.errors.contains("broken-1-1.gz"), "\(run.errors)")
        #expect(shell("find '\(house.target)/inbox' -type f -o -type l").output == broken + "\n")
        let plays = try await house.run(["plays", "--csv", "--since", "2026-11-01", "--until", "2027-01-01"])
        #expect(plays.output.split(separator: "\n").count == devices.arrived.count + 1)
    }
}

@Suite(.enabled(if: MusicBucket.python != nil, MusicBucket.absence)) struct `an inbox in a bucket` {
    private static let put =
        "curl -sS -f --path-as-is -X PUT --data-binary x -H 'Content-Type: application/gzip' "

    @Test func `is emptied of what players tell, whatever else lies there`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        try house.add("Song.mp3")
        #expect(try await house.publish(with: bucket.settings).status == 0)
        let strange = [
            "inbox/house/a%20shop/i1-1-2.gz", "inbox/house/shop-1/a%3Fb.gz", "inbox/house/shop-1/a%23b.gz",
            "inbox/x/d/../../../s/house/head.json", "inbox/x/../i1-1-1.gz", "inbox/stray",
        ]
        for path in strange {
            let put = shell(Self.put + "'\(bucket.address)/\(path)'")
            #expect(put.isContent, "\(path): \(put.output)")
        }
        let sync = try await JobsFolder().run(["sync"], house.player("shop-1", from: bucket.address))
        #expect(sync.status == 0, "\(sync.errors)")
        let collect = try await house.run(["collect"], bucket.settings)
        #expect(collect.status == 0 && collect.errors.contains("objects=1"), "\(collect.errors)")
        #expect(collect.errors.contains("left alone"), "\(collect.errors)")
        #expect(bucket.requests.filter { $0.hasPrefix("DELETE") }.count == 1)
        #expect(try await house.publish("check", with: bucket.settings).status == 0)
    }

    /// What nobody needs goes by its own name, however strange that is, and nothing else does.
    @Test func `and all around it is addressed by exactly its name`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        try house.add("Song.mp3")
        #expect(try await house.publish(with: bucket.settings).status == 0)
        for path in ["m/inbox/a%20b%25c.gz", "m/inbox/../../../s/house/head.json"] {
            let put = shell(Self.put + "'\(bucket.address)/\(path)'")
            #expect(put.isContent, "\(path): \(put.output)")
        }
        #expect(try await house.publish("sweep", with: bucket.settings).status == 0)
        let aged = shell("sqlite3 '\(house.publisher.path)/origin.db' 'UPDATE garbage SET since_s = 1000'")
        #expect(aged.isContent, "\(aged.output)")
        let sweep = try await house.publish("sweep", with: bucket.settings)
        #expect(sweep.status == 0 && sweep.errors.contains("removed=1"), "\(sweep.errors)")
        let gone = bucket.requests.filter { $0.hasPrefix("DELETE") }
        #expect(gone.count == 1 && gone[0].contains("/m/inbox/a%20b%25c.gz"), "\(gone)")
        #expect(try await house.publish("check", with: bucket.settings).status == 0)
    }
}
