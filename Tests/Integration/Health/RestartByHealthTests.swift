import Foundation
import Glibc
import Platform
import Testing

@Suite struct `health restarts` {
    @Test func `a relay that hangs, and tells when streaming broke off and came back`() async throws {
        let watched = try WatchedFolder()
        let relay = try await watched.startRelay()
        defer { watched.endHolder() }
        try await watched.waitUntilGrown()
        #expect(try await watched.health(watched.restartCommand).deed == nil)
        relay.child.signal(SIGSTOP)
        let only = try await watched.health(watched.restartCommand, ["--dry-run"])
        #expect(only.verdict("relay") == "critical" && only.deed == nil && relay.isRunning)
        #expect(try await watched.run("maintenance", "on", "--for", "1h").status == 0)
        let meant = try await watched.health(watched.restartCommand)
        #expect(meant.deed == nil && relay.isRunning && meant.verdict("relay") == "warning")
        #expect(try await watched.run("maintenance").output.hasPrefix("on, since "))
        #expect(try await watched.run("maintenance", "off").status == 0)
        let report = try await watched.health(watched.restartCommand)
        #expect(report.deed == "relay killed, started: did not answer", "\(report)")
        #expect(try await relay.waitUntilEnded() == .killed(SIGKILL))
        #expect(try await watched.events().map(\.type) == ["streaming.failed"])
        #expect(try await watched.run("notices").output.contains("No sound is streamed any more"))
        try await eventually("it is well again") {
            try await watched.health(watched.restartCommand).verdict("stream.wav") == "ok"
        }
        let events = try await watched.events()
        #expect(events.map(\.type) == ["streaming.failed", "streaming.recovered"])
        #expect(events.allSatisfy { $0.details["cause"] as? String == "did not answer" })
        let seconds = try #require(events.last?.details["seconds"] as? Double)
        #expect(seconds > 5 && seconds < 120)
        #expect(relay.pid != watched.holder.map { pid_t($0) })
    }

    @Test func `a relay that died, unless that was meant`() async throws {
        let watched = try WatchedFolder()
        let relay = try await watched.startRelay()
        defer { watched.endHolder() }
        _ = try await watched.health()
        relay.child.end()
        #expect(try await watched.run("maintenance", "on").status == 0)
        let meant = try await watched.health(watched.restartCommand)
        #expect(meant.verdict("relay") == "ok" && meant.deed == nil && watched.holder == nil)
        #expect(try await watched.events().isEmpty)
        #expect(try await watched.run("maintenance", "off").status == 0)
        let report = try await watched.health(watched.restartCommand)
        #expect(report.deed == "relay started: not running" && watched.holder != nil, "\(report)")
        try await eventually("it is well again") {
            try await watched.health().verdict("stream.wav") == "ok"
        }
        #expect(try await watched.events().map(\.type) == ["streaming.failed", "streaming.recovered"])
        let process = try #require(watched.holder)
        #expect(try await watched.health(watched.restartCommand).deed == nil)
        #expect(watched.holder == process)
    }

    @Test func `not again at once where it does not help`() async throws {
        let watched = try WatchedFolder()
        _ = try await watched.run("maintenance", "off")
        let command = ["RESTART_COMMAND": "echo x >>\(watched.scratch.path)/tries; exit 3"]
        let first = try await watched.health(command)
        #expect(first.deed == "relay not started: RESTART_COMMAND ended with 3: not running")
        var tries = 1
        var next = try await watched.health(command)
        // On a busy machine the first pause may be over; the next ones are longer.
        while next.deed?.hasPrefix("restart due in ") != true && tries < 5 {
            tries += 1
            next = try await watched.health(command)
        }
        #expect(next.deed?.hasPrefix("restart due in ") == true && next.status == 2)
        #expect(text(of: watched.scratch.path + "/tries") == String(repeating: "x\n", count: tries))
    }

    @Test(.enabled(if: Installed.has("cc"), "a C compiler is installed"))
    func `a relay that takes too much memory, unless it is young, and once only`() async throws {
        // Half a minute of this sound is kept in memory.
        let watched = try WatchedFolder([
            "AUDIO_SAMPLE_RATE": "192000", "AUDIO_BIT_DEPTH": "24", "AUDIO_DEVICE": "simulated",
        ])
        let relay = try await watched.startRelay()
        defer { watched.endHolder() }
        let limit = watched.restartCommand.merging(["MEMORY_LIMIT_MB": "32"]) { $1 }
        let later = limit.merging(["LD_PRELOAD": try await halfAnHourLater(in: watched.scratch)]) { $1 }
        let young = try await eventually("it is too large") {
            let report = try await watched.health(limit)
            return report.verdict("memory") == "warning" ? report : nil
        }
        #expect(young.deed == nil && relay.isRunning, "\(young)")
        let report = try await watched.health(later)
        #expect(report.verdict("memory") == "critical")
        #expect(report.deed == "relay stopped, started: too much memory", "\(report)")
        #expect(try await relay.waitUntilEnded() == .exited(0))
        let events = try await watched.events()
        #expect(events.first?.type == "streaming.failed")
        #expect(events.first?.details["cause"] as? String == "too much memory")
        let again = try await eventually("the next one is too large") {
            let report = try await watched.health(later)
            return report.verdict("memory") == "warning" ? report : nil
        }
        #expect(again.deed == nil && again.checks["memory"]?.advice?.contains("MEMORY_LIMIT_MB") == true)
    }

    /// What makes the machine's clock tell of later, which processes then have run for.
    private func halfAnHourLater(in scratch: Scratch) async throws -> String {
        let source = """
            #define _GNU_SOURCE
            #include <sys/syscall.h>
            #include <time.h>
            #include <unistd.h>
            int clock_gettime(clockid_t clock, struct timespec *moment) {
                long answer = syscall(SYS_clock_gettime, clock, moment);
                if (clock == CLOCK_BOOTTIME) moment->tv_sec += 1800;
                return (int)answer;
            }
            """
        let library = scratch.path + "/later.so"
        let run = try await Program.run(
            "cc", ["-shared", "-fPIC", "-o", library, try scratch.file("later.c", source)])
        return try #require(run.status == 0 ? library : nil, "\(run.errors)")
    }
}
