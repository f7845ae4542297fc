import Archive
import Catalogue
import Platform
import TestSupport
import Testing

@testable import Jobs

private let hour: Int64 = 3_600_000_000
/// 2026-11-21, 20:00 in UTC.
private let evening: Int64 = 1_795_291_200_000_000

@Suite struct `cleanup on a disk that fills` {
    private static let megabyte = 1 << 20
    private static let isPossible = (try? withDisk { _ in }) != nil

    /// A disk of 64 MB in memory.
    private static func withDisk(_ body: (_ folder: String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            guard shell("mount -t tmpfs -o size=64m tmpfs '\(folder)'").isContent else {
                throw TestSupportError("only root can mount a disk")
            }
            defer { shell("umount -l '\(folder)'") }
            try body(folder)
        }
    }

    private static func free(_ world: CleanupWorld) -> Int {
        Files.room(at: world.folders.root)?.freeBytes ?? 0
    }

    @Test(.enabled(if: isPossible, "root can mount a disk"))
    func `takes no more recordings before their time than it needs, each after a day`() throws {
        try Self.withDisk { folder in
            let world = try CleanupWorld(folder: folder, truth: evening)
            world.plan = "premium"
            world.settings = "DISK_RESERVE_PERCENT=30\nEMERGENCY_DELETE=yes"
            let reserve = (Files.room(at: folder)?.allBytes ?? 0) / 100 * 30
            var gone = 0
            // Six recordings a day fill it within a week.
            for number in 0..<(11 * 24) {
                world.pass(hours: 1)
                if number % 4 == 0 { try world.record(number / 4 + 1, bytes: Self.megabyte) }
                if number == 5 { try world.decide(2) { $0.isPermanent = true } }
                let before = world.told
                let left = try world.clean()
                for sidecar in left {
                    gone += 1
                    #expect(!sidecar.isPermanent)
                    let told = try #require(before[sidecar.key]?.truth, "\(sidecar.key) went unannounced")
                    #expect(world.truth - told >= 24 * hour)
                }
                let free = Self.free(world)
                #expect(left.isEmpty || free < reserve + Self.megabyte + 100_000, "too many of \(left.count)")
                #expect(free >= reserve - 2 * Self.megabyte, "\(number): \(free) of \(reserve)")
                try world.noteNotices()
            }
            #expect(gone >= 12)
            // Those that the next day may need were announced, and stay so.
            #expect((5...14).contains(world.told.count), "\(world.told.count)")
            // With room again nobody has to go.
            world.settings = "DISK_RESERVE_PERCENT=5\nEMERGENCY_DELETE=yes"
            #expect(try world.clean().isEmpty)
            try world.noteNotices()
            #expect(world.told.isEmpty)
        }
    }
}
