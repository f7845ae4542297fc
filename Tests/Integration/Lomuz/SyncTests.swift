import Archive
import Catalogue
import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs sync` {
    @Test func `brings everything, then only what changed, then nothing`() async throws {
        let shop = try Shop()
        try shop.origin.publishShop(6)
        let first = try await shop.sync()
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains("way=buckets files=7"), "\(first.errors)")
        #expect(try shop.faults().isEmpty)
        #expect(try shop.store().state() == shop.origin.head.state)

        var records = Array(shop.origin.state.records.values)
        records.append(try Record(try shop.origin.asset("new", [1, 2, 3])))
        try shop.origin.publish(records)
        let second = try await shop.sync()
        #expect(second.status == 0 && second.errors.contains("way=delta files=1"), "\(second.errors)")

        let before = Files.facts(shop.player.folders.lomuz + "-wal")
        let third = try await shop.sync()
        #expect(third.status == 0 && third.errors.contains("had nothing to do"), "\(third.errors)")
        #expect(Files.facts(shop.player.folders.lomuz + "-wal") == before)
        #expect(try shop.faults().isEmpty)
    }

    @Test func `is told what cannot be`() async throws {
        let shop = try Shop()
        for (key, value, words) in [
            ("LOMUZ_STREAM", "", "no Lomuz player"), ("LOMUZ_STREAM", "a/b", "LOMUZ_STREAM may hold"),
            ("LOMUZ_ORIGINS", "", "LOMUZ_ORIGINS is empty"), ("LOMUZ_ORIGINS", "ftp://x", "begins with none"),
            ("LOMUZ_PUBLIC_KEY", "77", "LOMUZ_PUBLIC_KEY is not"),
            ("LOMUZ_WINDOW", "soon", "LOMUZ_WINDOW is no"),
            ("LOMUZ_DEVICE", "a b", "LOMUZ_DEVICE may hold"),
        ] {
            let run = try await shop.sync([key: value])
            #expect(run.status == 78 && run.errors.contains(words), "\(run.errors)")
        }
        let offline = try await shop.sync(["LOMUZ_ORIGINS": "http://127.0.0.1:9 file:///no/where"])
        #expect(offline.status == 75, "\(offline.errors)")
    }

    /// Whose numbers are others.
    @Test func `follows another stream when it is told to`() async throws {
        let shop = try Shop()
        for count in 1...3 { try shop.origin.publishShop(count) }
        #expect(try await shop.sync().status == 0)
        for (mark, name) in ["cafe", "pub"].enumerated() {
            let other = try TestOrigin(in: shop.origin.folder, stream: name)
            try other.publishShop(4, mark: UInt8(mark + 2))
            let run = try await shop.run("sync", with: other.settings())
            #expect(run.status == 0, "\(name): \(run.errors)")
            #expect(try shop.store().state() == other.head.state && shop.store().head() == other.head)
            #expect(try shop.faults().isEmpty)
        }
        #expect(try await shop.run("next-track", "--json").output.contains(#""rule":"schedule""#))
    }

    /// Over a real web server: a refusal of the first origin's makes the next one serve.
    @Test(.enabled(if: Installed.has("nginx"))) func `goes through nginx, and from origin to origin`()
        async throws
    {
        let shop = try Shop()
        try shop.origin.publishShop(5, bytes: 200_000)
        let nginx = try Nginx(serving: shop.origin.folder, in: try shop.place("nginx"))
        shop.origins = "http://127.0.0.1:9 \(nginx.url)"
        let first = try await shop.sync()
        #expect(first.status == 0 && first.errors.contains("files=6"), "\(first.errors)\(nginx.errors)")
        #expect(try shop.faults().isEmpty)
        let asked = nginx.requests
        shop.origins = nginx.url
        #expect(try await shop.sync().status == 0)
        #expect(try await shop.sync().status == 0)
        let news = nginx.requests.dropFirst(asked.count).filter { !$0.contains("/inbox/") }
        #expect(
            news == ["GET /s/bar/head.json 200", "GET /s/bar/head.json 304"]
                || news == [
                    "GET /s/bar/head.json 304", "GET /s/bar/head.json 304",
                ], "\(news)")
        let told = try shop.told()
        #expect(told.contains { if case .device = $0.content { true } else { false } }, "\(told)")
    }
}

@Suite struct `vinyl-jobs next-track` {
    @Test func `plays what is scheduled, in turn, and counts each play once`() async throws {
        let shop = try Shop()
        try shop.origin.publishShop(3)
        #expect(try await shop.sync().status == 0)
        var order: [String] = []
        for _ in 0..<6 {
            let run = try await shop.run("next-track", "--json")
            let told = try JSON(parsing: Array(run.output.utf8))
            order.append(told["asset"]?.asText ?? "?")
            #expect(told["rule"]?.asText == "schedule" && told["playlist"]?.asText == "day")
            #expect(Files.exists(told["path"]?.asText ?? ""))
        }
        #expect(order == ["a0", "a1", "a2", "a0", "a1", "a2"])
        let played = try await shop.run("played", "--asset", "a2", "--result", "skipped", "--ms", "4000")
        #expect(played.status == 0, "\(played.errors)")
        let again = try await shop.run("played", "--asset", "a2")
        #expect(again.status == 1 && again.errors.contains("told before"), "\(again.errors)")
        #expect(try await shop.sync().status == 0)
        let plays = try shop.told().compactMap { line -> Telemetry.Play? in
            if case .play(let play) = line.content { play } else { nil }
        }
        // The one before the last may still play.
        #expect(plays.map(\.asset) == order[..<4] + ["a2"])
        #expect(plays.map(\.result) == [.unknown, .unknown, .unknown, .unknown, .skipped])
        #expect(plays.last?.milliseconds == 4_000)
    }

    @Test func `falls back to emergency and then to the jingle, and says why`() async throws {
        let shop = try Shop()
        let none = try await shop.run("next-track", "--json")
        #expect(none.status == 0 && none.output.contains(#""rule":"jingle""#), "\(none.output)\(none.errors)")
        #expect(none.output.contains("share/vinyl/jingle.mp3") && none.output.contains("there is no"))
        let past = 1_000
        try shop.origin.publish(
            [
                try Record(try shop.origin.asset("old", [1], until: past)),
                try Record(try shop.origin.asset("help", [2], isEmergency: true)),
            ] + (try TestOrigin.always(Playlist(id: "p", items: ["old"]))))
        #expect(try await shop.sync().status == 0)
        let help = try await shop.run("next-track", "--json")
        #expect(help.output.contains(#""asset":"help""#) && help.output.contains(#""rule":"emergency""#))
        #expect(help.output.contains("playlist p has nothing to play now"), "\(help.output)")
        _ = shell("rm -r '\(shop.player.folders.mediaBlobs)' '\(shop.player.folders.mediaNamed)'")
        let jingle = try await shop.run("next-track")
        #expect(jingle.status == 0 && jingle.output.hasSuffix("share/vinyl/jingle.mp3\n"))
        #expect(try await shop.sync().status == 0)
        #expect(try await shop.run("next-track", "--json").output.contains(#""asset":"help""#))
    }

    @Test func `lists tracks, looks ahead and explains`() async throws {
        let shop = try Shop()
        try shop.origin.publishShop(3)
        #expect(try await shop.sync().status == 0)
        let ahead = try await shop.run("playlist", "--hours", "1", "--json")
        #expect(ahead.status == 0 && ahead.output.contains(#""asset":"a0""#), "\(ahead.errors)")
        let list = try await shop.run("next-track", "--m3u", "4")
        let lines = list.output.split(separator: "\n")
        #expect(lines.first == "#EXTM3U" && lines.count == 9 && lines[1] == "#EXTINF:180,Artist - Title a0")
        #expect(lines[2].hasSuffix(".mp3") && Files.exists(String(lines[2])))
        #expect(try await shop.run("assets").output.contains("can play"))
        let one = try await shop.run("assets", "a1")
        #expect(one.output.contains("Artist - Title a1") && one.output.contains("playlists: day"))
        let status = try await shop.run("sync", "--status")
        #expect(status.status == 0 && status.output.contains("can play  12 min"), "\(status.output)")
    }
}
