import Archive
import Foundation
import Glibc
import Testing

@Suite struct `a relay that follows another` {
    @Test func `knows whether that one died`() async throws {
        let watched = try WatchedFolder()
        func followsDeath() throws -> Bool? {
            try Answer.to("GET", "/status", port: watched.port).object["follows_death"] as? Bool
        }
        let first = try await watched.startRelay()
        try await eventually("it answers") { try followsDeath() == false }
        #expect(try await first.stop() == .exited(0))
        let second = try await watched.startRelay()
        try await eventually("it answers") { try followsDeath() == false }
        _ = try await watched.health()
        second.child.end()
        let third = try await watched.startRelay()
        try await eventually("it answers") { try followsDeath() == true }
        _ = try await watched.health()
        let events = try await watched.events()
        #expect(events.map(\.type) == ["streaming.failed", "streaming.recovered"])
        #expect(events.last?.details["cause"] as? String == "died")
        third.child.end()
    }

    @Test func `is not the only one whose death is told`() async throws {
        let watched = try WatchedFolder()
        let crash = [
            "MONITOR_SERVICE_RESULT": "signal", "MONITOR_EXIT_STATUS": "KILL",
            "MONITOR_UNIT": "vinyl-job@segment.service",
        ]
        #expect(try await watched.health(crash).errors.contains("job crashed job=segment"))
        let run = try await watched.run("events", "--type", "job.crashed")
        #expect(run.output.contains("cause=segment: signal KILL"), "\(run.output)")
    }

    @Test func `is told of later where it cannot be written down`() async throws {
        let watched = try WatchedFolder()
        let crash = [
            "MONITOR_SERVICE_RESULT": "timeout", "MONITOR_EXIT_STATUS": "TERM",
            "MONITOR_UNIT": "vinyl-job@assemble.service",
        ]
        _ = try await watched.health()
        // A folder is no place for a catalogue.
        let catalogue = watched.folder.folders.catalogue
        try FileManager.default.createDirectory(atPath: catalogue, withIntermediateDirectories: false)
        #expect(try await watched.health(crash).errors.contains("events not written down yet count=1"))
        try FileManager.default.removeItem(atPath: catalogue)
        _ = try await watched.health()
        let run = try await watched.run("events", "--type", "job.crashed")
        #expect(run.output.contains("cause=assemble: timeout"), "\(run.output)")
    }
}
