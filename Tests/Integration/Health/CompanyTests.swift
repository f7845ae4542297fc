import Archive
import Foundation
import Testing

/// Others that a relay has to do with.
@Suite struct `vinyl-jobs health looks at` {
    @Test(.enabled(if: Installed.has("icecast2"), "icecast2 is installed"))
    func `a real Icecast, fed and dead`() async throws {
        let scratch = try Scratch()
        let icecast = try await onThread { try IcecastServer(in: scratch) }
        let watched = try WatchedFolder([
            "ICECAST_HOST": "127.0.0.1", "ICECAST_PORT": "\(icecast.port)",
            "ICECAST_MOUNT_POINT": "/test.mp3",
            "ICECAST_SOURCE_PASSWORD": IcecastServer.password,
        ])
        let relay = try await watched.startRelay()
        let report = try await eventually("it is fed") {
            let report = try await watched.health([:], ["--dry-run"])
            let isFed = report.verdict("icecast") == "ok" && report.checks["stream.mp3"] != nil
            return isFed ? report : nil
        }
        #expect(report.checks["icecast"]?.value.hasSuffix("connected and fed") == true, "\(report.checks)")
        #expect(report.verdict("stream.mp3") == "ok" && relay.count(of: "listener came") == 0)
        icecast.kill()
        try await eventually("it is missed") {
            try await watched.health([:], ["--dry-run"]).verdict("icecast") == "critical"
        }
        relay.child.end()
    }

    @Test func `a relay that listens at one address only, without being a listener`() async throws {
        let addresses = try await Program.run("hostname", ["-I"]).output
        guard let address = addresses.split(whereSeparator: \.isWhitespace).first.map(String.init) else {
            return
        }
        let watched = try WatchedFolder(["LISTEN_ADDRESS": address])
        let relay = try await watched.startRelay()
        let report = try await watched.health()
        #expect(report.verdict("stream.wav") == "ok", "\(report.checks)")
        #expect(relay.count(of: "listener came") == 0)
        relay.child.end()
    }

    @Test func `a second relay that should not be there`() async throws {
        let watched = try WatchedFolder()
        let stray = try await watched.startRelay()
        #expect(try await watched.health().verdict("strays") == "ok")
        unlink(watched.folder.folders.relayLock)
        let relay = try await watched.startRelay(["LISTEN_PORT": "0"])
        let report = try await watched.health()
        #expect(report.verdict("strays") == "warning")
        #expect(report.checks["strays"]?.value == "process \(stray.pid)", "\(report.checks)")
        #expect(report.checks["strays"]?.advice?.contains("kill \(stray.pid)") == true)
        stray.child.end()
        relay.child.end()
    }
}
