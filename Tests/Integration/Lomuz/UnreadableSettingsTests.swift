import Foundation
import Platform
import TestSupport
import Testing

@Suite struct `next-track without settings that can be read` {
    private static func answer(_ words: String..., with settings: [String: String]) async throws -> Program {
        try await Program.run(Program.jobs, words, environment: settings)
    }

    @Test func `says what is wrong with them, and plays`() async throws {
        let shop = try Shop()
        try shop.origin.publishShop(3)
        #expect(try await shop.sync().status == 0)
        let here = shop.player.path
        let place = try shop.place("settings")
        let wrong = place + "/wrong.conf"
        let lines = ["SEGMENT_SECONDS=soon", "NO_SUCH_THING=1", "VINYL_FOLDER=\(here)", "what is this"]
        try write(Array(lines.joined(separator: "\n").utf8), to: wrong)
        for (settings, words) in [
            (["VINYL_CONFIG": wrong], "wrong.conf line 4"),
            (["VINYL_CONFIG": place + "/none.conf", "VINYL_FOLDER": here], "none.conf"),
            (["VINYL_CONFIG": place, "VINYL_FOLDER": here], place),
            (["VINYL_CONFIG": "/dev/null", "VINYL_FOLDER": here, "MP3_LAG_MS": "x"], "MP3_LAG_MS"),
        ] {
            let run = try await Self.answer("next-track", "--json", with: settings)
            #expect(run.status == 0 && run.output.contains(#""rule":"schedule""#), "\(words): \(run.errors)")
            #expect(run.errors.contains(words), "\(run.errors)")
            let list = try await Self.answer("next-track", "--m3u", "2", with: settings)
            #expect(list.status == 0 && list.output.hasPrefix("#EXTM3U\n#EXTINF"), "\(list.output)")
            let sync = try await Self.answer("sync", with: settings)
            #expect(sync.status == 78 && sync.errors.contains(words), "\(sync.errors)")
        }
        let worst = ["VINYL_CONFIG": place + "/none.conf", "VINYL_FOLDER": place + "/nowhere"]
        let run = try await Self.answer("next-track", with: worst)
        #expect(run.status == 0 && run.output.hasSuffix("share/vinyl/jingle.mp3\n"), "\(run.errors)")
        let odd = ["VINYL_CONFIG": place + "/none.conf", "VINYL_FOLDER": "/dev/null/none"]
        #expect(try await Self.answer("next-track", with: odd).output.hasSuffix("jingle.mp3\n"))
    }
}
