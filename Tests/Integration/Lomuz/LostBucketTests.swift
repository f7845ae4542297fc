import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

extension MusicBucket {
    /// What its owner does by hand, with what curl is told.
    @discardableResult
    func byHand(_ words: String, sha256 body: [UInt8] = []) throws -> String {
        let user = "\(settings["S3_ACCESS_KEY_ID"] ?? ""):\(settings["S3_SECRET_ACCESS_KEY"] ?? "")"
        let digest = try Fingerprint(of: body).hexadecimal
        let run = shell(
            "curl -sS -f --aws-sigv4 aws:amz:us-east-1:s3 --user '\(user)' -H 'x-amz-content-sha256: \(digest)' \(words)"
        )
        #expect(run.isContent, "\(words): \(run.output)")
        return run.output
    }

    func replace(_ path: String, with bytes: [UInt8], in scratch: Scratch) throws {
        let file = scratch.path + "/body"
        try write(bytes, to: file)
        try byHand("-T '\(file)' '\(address)/\(path)'", sha256: bytes)
    }

    /// Everything that was ever put there.
    func empty() throws {
        let puts = requests.filter { $0.hasPrefix("PUT /music/shops/") }
        let paths = Set(puts.map { $0.split(separator: " ")[1] })
        try byHand("-X DELETE " + paths.map { "'\(url)\($0)'" }.joined(separator: " "))
    }
}

@Suite(.enabled(if: MusicBucket.python != nil, MusicBucket.absence)) struct `a bucket that lost what it had` {
    /// Somebody who has nothing yet finds everything.
    private func expectWhole(_ bucket: MusicBucket, _ house: OriginHouse) async throws {
        let check = try await house.publish("check", with: bucket.settings)
        #expect(check.status == 0, "\(check.output)")
        let sync = try await JobsFolder().run(["sync"], house.player("shop-1", from: bucket.address))
        #expect(sync.status == 0 && sync.errors.contains("files=3"), "\(sync.errors)")
    }

    @Test func `is filled again when it was emptied, and where it moved to`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        for number in 1...3 { try house.add("Song \(number).mp3") }
        #expect(try await house.publish(with: bucket.settings).status == 0)
        try bucket.empty()
        let again = try await house.publish(with: bucket.settings)
        #expect(again.status == 0 && again.errors.contains("media_files=3"), "\(again.errors)")
        try await expectWhole(bucket, house)

        let media = ObjectPath.media(try Fingerprint(of: try Files.read(house.source + "/Song 1.mp3")))
        try bucket.byHand("-X DELETE '\(bucket.address)/\(media)'")
        let one = try await house.publish(with: bucket.settings)
        #expect(one.status == 0 && one.errors.contains("media_files=1"), "\(one.errors)")
        try await expectWhole(bucket, house)

        let elsewhere = try await MusicBucket()
        let moved = try await house.publish(with: elsewhere.settings)
        #expect(moved.status == 0 && moved.errors.contains("media_files=3"), "\(moved.errors)")
        try await expectWhole(elsewhere, house)
    }

    @Test func `gets anew what is not what its name says`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        for number in 1...3 { try house.add("Song \(number).mp3") }
        #expect(try await house.publish(with: bucket.settings).status == 0)
        let song = try Files.read(house.source + "/Song 1.mp3")
        let media = ObjectPath.media(try Fingerprint(of: song))
        try bucket.replace(media, with: [1, 2, 3], in: house.scratch)
        let short = try await house.publish(with: bucket.settings)
        #expect(short.status == 0 && short.errors.contains("media_files=1"), "\(short.errors)")
        try await expectWhole(bucket, house)

        var flipped = song
        flipped[900] ^= 1
        let index = ObjectPath.index(try head(bucket, house).state)
        for (path, wrong) in [(media, flipped), (index, [UInt8](repeating: 7, count: LeafIndex.byteCount))] {
            try bucket.replace(path, with: wrong, in: house.scratch)
            let check = try await house.publish("check", with: bucket.settings)
            #expect(check.status == 1 && check.output.contains(path), "\(check.output)")
            #expect(try await house.publish(with: bucket.settings).status == 0)
            try await expectWhole(bucket, house)
        }
    }

    private func head(_ bucket: MusicBucket, _ house: OriginHouse) throws -> Head {
        let text = shell("curl -sS '\(bucket.address)/\(ObjectPath.head("house"))'").output
        return try Envelope(parsing: Array(text.utf8))
            .head(of: "house", trusting: PublicKey.list(house.publicKey) ?? [])
    }
}
