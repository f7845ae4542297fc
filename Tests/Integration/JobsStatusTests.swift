import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import Testing

@Suite struct `vinyl-jobs status` {
    private func json(_ folder: JobsFolder, port: Int) async throws -> [String: Any] {
        let run = try await folder.run(["status", "--json"], ["LISTEN_PORT": "\(port)"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    /// Nobody's at the moment.
    private func freePort() -> Int { Int.random(in: 20_000..<30_000) }

    @Test func `shows an empty place as it is`() async throws {
        let folder = try JobsFolder()
        let run = try await folder.run(["status"], ["LISTEN_PORT": "\(freePort())"])
        #expect(run.status == 0 && run.output.contains("relay      not running"))
        #expect(run.output.contains("catalogue  none yet") && run.output.contains(/backup +never/))
        let object = try await json(folder, port: freePort())
        #expect((object["relay"] as? [String: Any])?["state"] as? String == "stopped")
        #expect((object["disk"] as? [String: Any])?["free_bytes"] is Int)
    }

    @Test func `shows relay, tape, segments and the open session`() async throws {
        let folder = try JobsFolder()
        let catalogue = try folder.catalogue()
        try catalogue.fill(minutes: 3)
        let extent = Catalogue.Extent(
            start: .init(tape: "aaaaaaaa", frame: 0, microseconds: 1_795_291_200_000_000),
            end: .init(tape: "aaaaaaaa", frame: 4_800_000, microseconds: 1_795_291_300_000_000),
            ticks: 0..<1_000)
        let id = try catalogue.store(
            .init(extent: extent, sides: [], isFinal: false, chapter: nil), atMicroseconds: 1)
        try catalogue.name(session: id, "Miles Davis - Kind of Blue")
        let port = freePort()
        let scratch = try Scratch()
        let relay = try RelayProcess(
            ["AUDIO_DEVICE": "simulated", "VINYL_FOLDER": folder.path, "LISTEN_PORT": "\(port)"], in: scratch)
        try await relay.waitUntil(says: "open for listeners")
        let run = try await folder.run(["status"], ["LISTEN_PORT": "\(port)"])
        #expect(run.output.contains("relay      healthy, process \(relay.pid), for "), "\(run.output)")
        #expect(run.output.contains("device     simulated, ") && run.output.contains("48000 Hz, 16 bit"))
        #expect(run.output.contains("segments   3, 18 MB; the last ended 2026-11-21 20:03:00"))
        #expect(
            run.output.contains(
                "session    \(id), Miles Davis - Kind of Blue, since 2026-11-21 20:00:00: 1 min 40 s"))
        #expect(run.output.split(separator: "\n").count <= 24)
        let object = try await json(folder, port: port)
        let state = try #require(object["relay"] as? [String: Any])
        #expect(state["pid"] as? Int == Int(relay.pid))
        #expect(((state["status"] as? [String: Any])?["tape"] as? [String: Any])?["frames"] is Int)
        #expect((object["open_session"] as? [String: Any])?["seconds"] as? Double == 100)
        let elsewhere = try await folder.run(["status"], ["LISTEN_PORT": "\(freePort())"])
        #expect(
            elsewhere.output.contains("relay      process \(relay.pid), but silent: cannot reach 127.0.0.1"))
        try await relay.stop()
        let stopped = try await folder.run(["status"], ["LISTEN_PORT": "\(port)"])
        #expect(stopped.output.contains("relay      not running"))
    }

    @Test func `starts with next to no work`() async throws {
        var seconds: [Double] = []
        for _ in 0..<5 {
            let child = try ChildProcess(
                Program.jobs, ["--version"], environment: Program.systemEnvironment)
            let ending = try await child.waitUntilEnded()
            #expect(ending == .init(how: .exited(0), seconds: 0))
            seconds.append(ending.seconds)
        }
        // Of the processor, for a debug build; the benchmark holds the real number.
        #expect(seconds.min() ?? 1 < 0.15, "\(seconds)")
    }
}
