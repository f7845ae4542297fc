import Foundation
import Glibc
import Lomuz
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs publish` {
    private static let manifest = """
        {"settings": {"tz": "Europe/Berlin", "loudness_lufs": -14, "crossfade_ms": 1500},
         "media": [{"path": "Ads/", "kind": "AD", "until": "2036-12-24"},
                   {"path": "calm.mp3", "id": "calm", "title": "Calm", "emergency": true}],
         "playlists": [{"id": "day", "mode": "SEQUENCE", "items": ["Jazz/", "Ads/buy.mp3"]}],
         "schedules": [{"id": "always", "playlist": "day"}]}
        """

    private func house() async throws -> OriginHouse {
        let house = try await OriginHouse()
        for number in 1...5 { try house.add("Jazz/Miles Davis - Song \(number).mp3") }
        try house.add("Ads/buy.mp3")
        try house.add("calm.mp3")
        try house.manifest(Self.manifest)
        return house
    }

    @Test func `leads through keys, check, players and what they tell`() async throws {
        let house = try await house()
        let first = try await house.publish()
        #expect(first.status == 0 && first.errors.contains("media_files=7"), "\(first.errors)")
        let check = try await house.publish("check")
        #expect(
            check.status == 0 && check.output.contains("all as they should be"),
            "\(check.output)\(check.errors)")
        let shop = try JobsFolder()
        let sync = try await shop.run(["sync"], house.player("shop-1"))
        #expect(sync.status == 0 && sync.errors.contains("files=7"), "\(sync.errors)")
        let track = try await shop.run(["next-track", "--json"], house.player("shop-1"))
        #expect(
            track.output.contains("Song 1") || track.output.contains(#""playlist":"day""#), "\(track.output)")
        #expect(track.output.contains(#""crossfade_ms":1500"#), "\(track.output)")
        // A play is told when the second one after it begins.
        for _ in 0..<2 {
            #expect(try await shop.run(["next-track"], house.player("shop-1")).status == 0)
        }
        #expect(try await shop.run(["sync"], house.player("shop-1")).status == 0)
        let collect = try await house.run(["collect"])
        #expect(collect.status == 0 && collect.errors.contains("plays="), "\(collect.errors)")
        let again = try await house.run(["collect"])
        #expect(again.status == 0 && again.errors.contains("had nothing to do"), "\(again.errors)")
        let devices = try await house.run(["devices"])
        #expect(devices.output.contains("shop-1") && devices.output.contains("in step"), "\(devices.output)")
        let plays = try await house.run(["plays", "--csv"])
        let lines = plays.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("stream,device,install,number,at,asset,title") == true)
        #expect(lines.count >= 2 && lines[1].contains("Song 1,Miles Davis"), "\(plays.output)")
    }

    @Test func `writes nothing when nothing has changed, and little when little has`() async throws {
        let house = try await house()
        #expect(try await house.publish().status == 0)
        let before = house.files()
        let same = try await house.publish()
        #expect(same.status == 0 && same.errors.contains("had nothing to do"), "\(same.errors)")
        #expect(house.files() == before)
        try house.add("Jazz/Miles Davis - Song 6.mp3")
        let preview = try await house.publish("--dry-run")
        #expect(preview.output.contains("players would fetch 1 file, "), "\(preview.output)")
        #expect(preview.output.contains("Miles Davis - Song 6") && house.files() == before)
        let more = try await house.publish()
        #expect(more.status == 0, "\(more.errors)")
        let new = Set(house.files().filter { before[$0.key] != $0.value }.keys)
        // Media, two buckets (the asset and the playlist), index, delta, head.
        #expect(new.count <= 6 && new.contains("s/house/head.json"), "\(new)")
        #expect(try house.head().deltaFrom.count == 1 && house.head().seq == 2)
        #expect(try await house.publish("check").status == 0)
    }

    @Test func `refuses what empties the shops, slips of the pen and foreign heads`() async throws {
        let house = try await house()
        let early = try await house.publish("check")
        #expect(early.status == 1 && early.output.contains("there is no stream house"), "\(early.output)")
        #expect(try await house.publish().status == 0)
        let before = house.files()
        try FileManager.default.moveItem(atPath: house.source + "/Jazz", toPath: house.scratch.path + "/Jazz")
        try house.manifest("{}")
        let refused = try await house.publish()
        #expect(refused.status == 76 && refused.errors.contains("71 % of what"), "\(refused.errors)")
        #expect(house.files() == before)
        #expect(try await house.publish("--allow-mass-delete").status == 0)
        #expect(try house.head().seq == 2 && house.head().records == 5)
        for (text, words) in [
            (#"{"playlist": []}"#, "did you mean playlists?"),
            (#"{"playlists": [{"id": "x", "items": ["Jaz/"]}]}"#, "there is no sound at Jaz/"),
            (#"{"media": [{"path": "no.mp3"}]}"#, "there is no sound at no.mp3"),
            (#"{"settings": {"tz": "Europe/Berlni"}}"#, "there is no time zone Europe/Berlni"),
            (#"{"media": [{"path": "calm.mp3", "until": "soon"}]}"#, "until is no date"),
            ("{", "a key is missing"),
        ] {
            try house.manifest(text)
            let run = try await house.publish()
            #expect(run.status == 1 && run.errors.contains(words), "\(run.errors)")
        }
        try house.manifest("{}")
        let other = try JobsFolder()
        #expect(try await other.run(["publish", "keys"]).status == 0)
        let foreign = try await other.run(["publish"], house.settings)
        #expect(foreign.status == 76 && foreign.errors.contains("cannot believe"), "\(foreign.errors)")
        #expect(try house.head().seq == 2)
    }

    @Test func `finds every damage, and mends it`() async throws {
        let house = try await house()
        #expect(try await house.publish().status == 0)
        try house.add("Jazz/Miles Davis - Song 6.mp3")
        #expect(try await house.publish().status == 0)
        let head = try house.head()
        let media = house.files().keys.filter { $0.hasPrefix("m/") }.sorted()
        try FileManager.default.removeItem(atPath: house.target + "/" + media[0])
        var bytes = try Files.read(house.target + "/" + media[1])
        bytes[900] ^= 1
        try write(bytes, to: house.target + "/" + media[1])
        let check = try await house.publish("check")
        #expect(check.status == 1 && check.output.contains("\(media[0]) is missing"), "\(check.output)")
        #expect(check.output.contains("\(media[1]) holds other bytes"), "\(check.output)")
        #expect(try await house.publish().status == 0)
        #expect(try await house.publish("check").status == 0)
        let index = ObjectPath.index(head.state)
        let leaves = try LeafIndex(bytes: Files.read(house.target + "/" + index), of: head.state).leaves
        let buckets = Set(leaves).map(ObjectPath.bucket).sorted().prefix(2)
        let deltas = head.deltaFrom.map { ObjectPath.delta("house", from: $0, to: head.state) }
        #expect(deltas.count == 1)
        for paths in [[index], deltas, Array(buckets)] {
            for bytes in [[1, 2, 3], [UInt8](repeating: 0, count: 20_000_000)] {
                for path in paths { try write(bytes, to: house.target + "/" + path) }
                let torn = try await house.publish("check")
                #expect(torn.status == 1, "\(torn.output)")
                #expect(paths.allSatisfy { torn.output.contains($0) }, "\(torn.output)")
                let mended = try await house.publish()
                #expect(mended.status == 0 && mended.errors.contains("sent_again"), "\(mended.errors)")
                let right = try await house.publish("check")
                #expect(right.status == 0, "\(paths[0]): \(right.output)")
            }
        }
        #expect(try house.head() == head)
        let same = try await house.publish()
        #expect(same.status == 0 && same.errors.contains("had nothing to do"), "\(same.errors)")
    }

    @Test func `signs again in time, and with every key`() async throws {
        let house = try await house()
        #expect(try await house.publish().status == 0)
        let fresh = try await house.publish("resign")
        #expect(fresh.status == 0 && fresh.errors.contains("had nothing to do"), "\(fresh.errors)")
        let first = try house.head()
        let short = try await house.publish("resign", with: ["PUBLISH_EXPIRES_DAYS": "7"])
        #expect(short.status == 0 && short.errors.contains("done"), "\(short.errors)")
        let second = try house.head()
        #expect(second.seq == first.seq && second.expires - second.issued == 7 * 86_400)
        #expect(second.obstacle(after: first) == nil)
        let added = try await house.publish("keys", "--add")
        let keys = added.output.split(separator: "=").last.flatMap {
            PublicKey.list(String($0).trimmingCharacters(in: .newlines))
        }
        #expect(keys?.count == 2, "\(added.output)")
        #expect(try await house.publish("resign", with: ["PUBLISH_EXPIRES_DAYS": "7"]).status == 0)
        let envelope = try Envelope(parsing: try Files.read(house.target + "/s/house/head.json"))
        #expect(envelope.signatures.count == 2)
        for key in keys ?? [] {
            #expect(throws: Never.self) { try envelope.head(of: "house", trusting: [key]) }
        }
        #expect(shell("stat -c %a '\(house.publisher.path)/publish.keys'").output == "600\n")
        #expect(try await house.publish("keys", "--drop", "nonsense").status == 1)
    }

    /// A player may ask either: one state has one number at both, and nothing is written in turns.
    @Test func `to two places gives them the same numbers`() async throws {
        let house = try await house()
        let standby = house.scratch.path + "/standby"
        func both() async throws -> [Program] {
            [try await house.publish(), try await house.publish(with: ["PUBLISH_TO": standby])]
        }
        #expect(try await both().allSatisfy { $0.status == 0 })
        try house.add("Jazz/Miles Davis - Song 6.mp3")
        #expect(try await both().allSatisfy { $0.status == 0 })
        let copy = try Files.read(standby + "/" + ObjectPath.head("house"))
        let head = try Head(parsing: try Envelope(parsing: copy).payload)
        #expect(try head.seq == 2 && head.state == house.head().state && house.head().seq == 2)
        for run in try await both() { #expect(run.errors.contains("had nothing to do"), "\(run.errors)") }
        // An older copy that is put back gets the newer state again, under its number.
        try house.add("Jazz/Miles Davis - Song 7.mp3")
        #expect(try await house.publish().status == 0)
        #expect(shell("rm -r '\(house.target)' && cp -r '\(standby)' '\(house.target)'").isContent)
        #expect(try await house.publish().status == 0)
        #expect(try house.head().seq == 3 && house.head().state != head.state)
        #expect(try await house.publish("check").status == 0)
    }
}
