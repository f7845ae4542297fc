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
}
