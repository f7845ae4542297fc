import Foundation
import Glibc
import Platform
import Testing

@Suite struct `vinyl-jobs health` {
    @Test func `finds a relay well, without being a listener, and its troubles one by one`() async throws {
        let watched = try WatchedFolder()
        let relay = try await watched.startRelay()
        try await eventually("a segment is finished") {
            try await watched.health([:], ["--dry-run"]).checks["newest"]?.value.hasPrefix("finished") == true
        }
        let report = try await watched.health()
        #expect(report.wrong.isEmpty && report.deed == nil, "\(report.checks)")
        #expect(report.verdict("stream.wav") == "ok" && report.verdict("frames") == "ok")
        #expect(report.verdict("decoding") == "ok" && report.checks["stream.mp3"] == nil)
        let second = try await watched.health()
        #expect(second.wrong.isEmpty && second.verdict("gaps") == "ok", "\(second.checks)")
        #expect(relay.count(of: "listener came") == 0)
        let status = try Answer.to("GET", "/status", port: watched.port).object
        #expect((status["listeners"] as? [String: Any])?["ever"] as? Int == 0)

        let late = watched.folder.path + "/run/segment"
        try FileManager.default.createDirectory(
            atPath: watched.folder.path + "/run", withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: late, contents: nil))
        var times = [
            timespec(tv_sec: time(nil) - 900, tv_nsec: 0), timespec(tv_sec: time(nil) - 900, tv_nsec: 0),
        ]
        utimensat(AT_FDCWD, late, &times, 0)
        let stopped = try await watched.health()
        #expect(stopped.wrong == ["job.segment"] && stopped.status == 1, "\(stopped.checks)")
        #expect(stopped.checks["job.segment"]?.advice?.contains("timer") == true)
        #expect(stopped.errors.contains("check warns check=job.segment"))
        #expect(try await !watched.health().errors.contains("job.segment"))
        unlink(late)

        let future = "2036-01-01/20360101T000000.000Z-00000000-000000000000000.flac"
        let path = watched.folder.path + "/segments/" + future
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: path, contents: Data("no sound".utf8)))
        let ahead = try await watched.health(["ALERT_LISTENERS": "0"])
        #expect(ahead.verdict("time") == "warning" && ahead.errors.contains("job.segment"), "\(ahead.checks)")
        unlink(path)

        let refused = try await watched.health(["ICECAST_HOST": "127.0.0.1", "LISTEN_PORT": "1"])
        #expect(refused.verdict("relay") == "warning" && refused.deed == nil)
        #expect(try await relay.stop() == .exited(0))
        let gone = try await watched.health()
        #expect(gone.status == 2 && gone.wrong.contains("relay") && gone.deed == nil)
        #expect(gone.checks["relay"]?.advice?.contains("systemctl start vinyl-relay") == true)
    }

    @Test func `is not blinded by files of a clock that was ahead`() async throws {
        let watched = try WatchedFolder(["VINYL_HANG_AT": "captureStops:288000"])
        for year in 2036...2039 {
            let folder = watched.folder.path + "/segments/\(year)-01-01"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/\(year)0101T000000.000Z-00000000-000000000000000.flac"
            let date = Date(timeIntervalSince1970: Double(year - 1970) * 31_557_600)
            let isMade = FileManager.default.createFile(
                atPath: path, contents: Data("no sound".utf8), attributes: [.modificationDate: date])
            #expect(isMade)
        }
        let relay = try await watched.startRelay()
        let report = try await eventually("a segment is finished") {
            let report = try await watched.health([:], ["--dry-run"])
            return report.checks["newest"]?.value.hasPrefix("finished") == true ? report : nil
        }
        #expect(report.verdict("time") == "warning", "\(report.checks)")
        try await eventually("nothing is written any more") {
            try await watched.health([:], ["--dry-run"]).verdict("segments") == "critical"
        }
        relay.child.end()
    }

    @Test func `does not take what is over for a stream that flows`() async throws {
        let watched = try WatchedFolder(["VINYL_HANG_AT": "captureStops:288000"])
        let relay = try await watched.startRelay()
        let radio = Radio(port: watched.port, "/stream.mp3")
        defer { _ = try? radio.end() }
        try await eventually("no sound moves any more") {
            try await watched.health([:], ["--dry-run"]).verdict("frames") == "critical"
        }
        let open = "/proc/\(relay.child.pid)/fd"
        let before = try FileManager.default.contentsOfDirectory(atPath: open).count
        // However often it looks: who asked before and has gone takes up no place.
        for _ in 0..<5 {
            let report = try await watched.health([:], ["--dry-run"])
            #expect(report.verdict("stream.wav") == "critical", "\(report.checks)")
            #expect(report.verdict("stream.mp3") == "critical", "\(report.checks)")
        }
        try await eventually("those who looked have gone") {
            try FileManager.default.contentsOfDirectory(atPath: open).count <= before
        }
        relay.child.end()
    }

    @Test func `says how an Icecast is that cannot be reached`() async throws {
        let watched = try WatchedFolder(["ICECAST_HOST": "127.0.0.1", "ICECAST_PORT": "1"])
        let relay = try await watched.startRelay()
        let report = try await watched.health()
        #expect(report.verdict("icecast") == "critical" && report.status == 2, "\(report.checks)")
        #expect(report.checks["icecast"]?.advice?.contains("ICECAST_SOURCE_PASSWORD") == true)
        relay.child.end()
    }

    @Test(.enabled(if: SmallDisk.isPossible, "only root can make a small disk"))
    func `calls a full disk what it is, and restarts nothing for it`() async throws {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 40, at: "vinyl", in: scratch)
        let watched = try WatchedFolder(["SEGMENT_FLOOR_MB": "16"], at: disk.path)
        let relay = try await watched.startRelay()
        try disk.fill(leaving: 8_000_000)
        try await eventually("the relay notices") {
            try await watched.health().verdict("segments") == "critical"
        }
        try await watched.waitUntilGrown()
        let report = try await watched.health(watched.restartCommand)
        #expect(report.verdict("disk") == "critical" && report.verdict("frames") == "ok", "\(report.checks)")
        #expect(report.deed == nil && relay.isRunning)
        disk.makeRoom()
        try await eventually("it writes again") {
            try await watched.health().verdict("segments") == "ok"
        }
        relay.child.end()
    }

    @Test func `says 2 and what to do where there is nothing at all`() async throws {
        let scratch = try Scratch()
        let run = try await Program.run(
            Program.jobs, ["health", "--brief"],
            environment: ["VINYL_FOLDER": scratch.path + "/none", "VINYL_CONFIG": try scratch.file("c")])
        #expect(run.status == 2 && run.output.hasPrefix("VINYL CRITICAL - relay: there is no folder"))
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/none"))
    }

    /// As monitoring plug-ins do: whatever happens.
    @Test func `says 3 and why where the settings cannot be read`() async throws {
        let watched = try WatchedFolder(["SEGMENT_SECONDS": "1"])
        let brief = try await watched.run("health", "--brief", "--dry-run")
        #expect(
            brief.status == 3
                && brief.output.hasPrefix("VINYL UNKNOWN - the environment: SEGMENT_SECONDS is \"1\""))
        #expect(brief.output.count { $0 == "\n" } == 1 && brief.errors.isEmpty)
        let table = try await watched.run("health", "--config", watched.folder.path)
        #expect(table.status == 3 && table.output.isEmpty && table.errors.contains(watched.folder.path))
    }

    @Test(.enabled(if: geteuid() == 0 && Installed.has("setpriv"), "root can be somebody else"))
    func `does not take what a stranger may not write for a fault`() async throws {
        let watched = try WatchedFolder()
        let words = Installed.withoutPrivilege([Program.jobs, "health", "--json", "--dry-run"])
        let run = try await Program.run(
            words[0], Array(words.dropFirst()),
            environment: watched.folder.environment(["LISTEN_PORT": "\(watched.port)"]))
        #expect(run.output.contains("\"name\":\"writable\",\"verdict\":\"ok\""), "\(run.output)")
    }
}
