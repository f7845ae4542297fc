import Archive
import Catalogue
import Foundation
import Glibc
import Lomuz
import Platform
import TestSupport
import Testing

/// What shops really have: programs of others that ask what to play.
@Suite(.serialized) struct `the players of others` {
    /// Three tones of a second each.
    private static func publishTones(_ shop: Shop) throws {
        var records: [Record] = []
        for (number, hertz) in [440, 550, 660].enumerated() {
            let path = try shop.place("tones") + "/\(number).mp3"
            let made = shell(
                "ffmpeg -loglevel error -y -f lavfi -i sine=\(hertz):d=1:r=44100 -b:a 128k -ac 2 '\(path)'")
            #expect(made.isContent, "\(made.output)")
            records.append(
                try Record(try shop.origin.asset("tone-\(number)", try Files.read(path), milliseconds: 1_000))
            )
        }
        records += try TestOrigin.always(Playlist(id: "tones", items: (0..<3).map { "tone-\($0)" }))
        try shop.origin.publish(records)
    }

    @Test(.enabled(if: Installed.has("ezstream", "icecast2", "ffmpeg")))
    func `ezstream feeds Icecast with it, and each play counts once`() async throws {
        let shop = try Shop()
        try Self.publishTones(shop)
        #expect(try await shop.sync().status == 0)
        try await onThread {
            let scratch = try Scratch()
            let icecast = try IcecastServer(in: scratch)
            let script = try scratch.file("next", "#!/bin/sh\nexec '\(Program.jobs)' next-track\n")
            chmod(script, 0o755)
            let settings = try scratch.file("ezstream.xml", Self.ezstream(icecast.port, script))
            chmod(settings, 0o600)
            let environment = Program.systemEnvironment.merging(
                try shop.player.environment(shop.settings())
            ) { $1 }
            let log = scratch.path + "/log"
            let child = try ChildProcess(
                "ezstream", ["-c", settings], environment: environment, output: log, errors: log)
            defer { child.end() }
            try patiently("the shop is on air", seconds: 60) { icecast.hasMount("/shop.mp3") }
            let heard = shell("curl -s -m 3 http://127.0.0.1:\(icecast.port)/shop.mp3 | wc -c").output
            #expect((Int(heard.filter(\.isNumber)) ?? 0) > 10_000, "\(heard)\(text(of: log))")
            try patiently("four tones have begun", seconds: 60) { try Self.plays(shop).count >= 4 }
        }
        let plays = try Self.plays(shop)
        #expect(plays.prefix(4) == ["tone-0", "tone-1", "tone-2", "tone-0"], "\(plays)")
        #expect(try await shop.run("next-track").status == 0)
        let told = try shop.store().spooled(most: 99).filter {
            if case .play = $0.content { true } else { false }
        }
        #expect(told.count == (try Self.plays(shop).count) - 2)
    }

    private static func plays(_ shop: Shop) throws -> [String] {
        try shop.store().connection.all("SELECT asset FROM plays ORDER BY number") { $0[0] }
    }

    private static func ezstream(_ port: Int, _ script: String) -> String {
        """
        <ezstream>
          <servers><server>
            <hostname>127.0.0.1</hostname><port>\(port)</port>
            <user>source</user><password>\(IcecastServer.password)</password><tls>none</tls>
          </server></servers>
          <streams><stream><mountpoint>/shop.mp3</mountpoint><format>MP3</format></stream></streams>
          <intakes><intake><type>program</type><filename>\(script)</filename></intake></intakes>
        </ezstream>
        """
    }

    @Test(.enabled(if: Installed.has("mpd", "ffmpeg"))) func `mpd plays a list of it`() async throws {
        let shop = try Shop()
        try Self.publishTones(shop)
        #expect(try await shop.sync().status == 0)
        let list = try await shop.run("next-track", "--m3u", "3")
        #expect(list.output.split(separator: "\n").count == 7)
        let told = shell("find '\(shop.player.folders.mediaNamed)' -name '*.mp3' | wc -l").output
        #expect(told.hasPrefix("3"))
        try await onThread {
            let folder = try shop.place("mpd")
            let port = try Doorstep.freePort()
            try Files.replace(folder + "/shop.m3u", with: Array(list.output.utf8))
            let settings = """
                music_directory "\(shop.player.folders.media)"
                playlist_directory "\(folder)"
                db_file "\(folder)/database"
                log_file "\(folder)/log"
                bind_to_address "127.0.0.1"
                port "\(port)"
                audio_output {
                    type "null"
                    name "nothing"
                }
                """
            try Files.replace(folder + "/mpd.conf", with: Array((settings + "\n").utf8))
            let child = try ChildProcess(
                "mpd", ["--no-daemon", folder + "/mpd.conf"], environment: Program.systemEnvironment,
                output: folder + "/said", errors: folder + "/said")
            defer { child.end() }
            func ask(_ words: String) -> String {
                let script =
                    "exec 3<>/dev/tcp/127.0.0.1/\(port) && printf '\(words)\\nclose\\n' >&3 && cat <&3"
                return shell("bash -c \"\(script)\"").output
            }
            try patiently("mpd answers") { ask("ping").contains("OK MPD") }
            _ = ask("update")
            try patiently("mpd knows the folder", seconds: 60) { !ask("status").contains("updating_db") }
            let loaded = ask("load shop")
            #expect(!loaded.contains("ACK"), "\(loaded)")
            #expect(
                ask("status").contains("playlistlength: 3"), "\(ask("status"))\(text(of: folder + "/log"))")
            _ = ask("play")
            try patiently("the last tone plays", seconds: 60) {
                let status = ask("status")
                return status.contains("song: 2") || status.contains("state: stop")
            }
            #expect(!ask("status").contains("error:"), "\(ask("status"))")
        }
        for number in 0..<3 {
            #expect(try await shop.run("played", "--asset", "tone-\(number)").status == 0)
            #expect(try await shop.run("played", "--asset", "tone-\(number)").status == 1)
        }
        #expect(try shop.store().openPlays().isEmpty)
    }
}
