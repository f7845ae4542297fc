import Foundation
import Glibc
import Platform
import Testing

@Suite(.enabled(if: SmallDisk.isPossible, "only root can make a small disk"))
struct `health on a disk in trouble` {
    private let scratch: Scratch
    private let disk: SmallDisk
    private let watched: WatchedFolder

    init() throws {
        scratch = try Scratch()
        disk = try SmallDisk(megabytes: 8, at: "vinyl", in: scratch)
        watched = try WatchedFolder(at: disk.path)
    }

    @Test func `without room for a single byte says so`() async throws {
        _ = try await watched.health()
        try disk.fill(leaving: 0)
        let report = try await watched.health()
        #expect(report.status == 2 && report.verdict("disk") == "critical", "\(report.checks)")
    }

    @Test func `that is read-only tells it, and starts what does not run`() async throws {
        #expect(try await watched.health().verdict("writable") == "ok")
        #expect(disk.becomeReadOnly())
        let command = ["RESTART_COMMAND": "echo x >>\(watched.scratch.path)/tries; exit 3"]
        let report = try await watched.health(command)
        #expect(report.verdict("writable") == "critical" && report.status == 2)
        #expect(report.errors.contains("check failed check=writable"), "\(report.errors)")
        #expect(report.deed == "relay not started: RESTART_COMMAND ended with 3: not running")
        #expect(text(of: watched.scratch.path + "/tries") == "x\n")
        #expect(try await watched.health(command, ["--dry-run"]).deed == nil)
    }

    @Test func `still knows who holds a lock`() throws {
        let path = disk.path + "/relay.lock"
        let first = try Lock(path: path)
        first.takeLeave()
        first.release()
        try disk.fill(leaving: 0)
        let second = try Lock(path: path)
        #expect(second.deadHolder == nil && Lock.holder(path: path) == Int(getpid()))
        second.release()
        let third = try Lock(path: path)
        #expect(third.deadHolder == Int(getpid()) && Lock.holder(path: path) == Int(getpid()))
        third.release()
    }
}
