import Archive
import Catalogue
import Platform
import TestSupport
import Testing

@testable import Jobs

private let hour: Int64 = 3_600_000_000
private let day: Int64 = 24 * hour
/// 2026-11-21, 20:00 in UTC.
private let evening: Int64 = 1_795_291_200_000_000

/// Without a network no clock was ever synchronised, and the tape knows of none.
@Suite struct `cleanup by a clock that nobody ever set right` {
    private func withWorld(_ body: (CleanupWorld) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let world = try CleanupWorld(folder: folder + "/vinyl", truth: evening)
            world.hasNetwork = false
            try body(world)
        }
    }

    /// Answers the recordings that went.
    private func live(_ world: CleanupWorld, hours: Int) throws -> Int {
        var gone = 0
        for _ in 0..<hours {
            world.pass(hours: 1)
            try world.tape()
            try world.decideTape()
            let before = world.told
            for sidecar in try world.clean() {
                gone += 1
                let told = try #require(before[sidecar.key]?.truth)
                #expect(world.truth - told >= day, "\(sidecar.key) went unannounced")
            }
            try world.noteNotices()
        }
        return gone
    }

    @Test func `lets go what has to, on a machine that is on for four hours an evening`() throws {
        try withWorld { world in
            try world.record(1)
            var days = 0
            while days < 20, try live(world, hours: 4) == 0 {
                try world.lose(hours: 20)
                days += 1
            }
            // A week, and six evenings that count as a day.
            #expect(days >= 12 && days <= 15)
            // Two days of tape.
            #expect(try world.segments <= 3 * 4)
        }
    }

    @Test func `lets go and announces nothing when it jumps by years, but for one that stays there`() throws {
        try withWorld { world in
            try world.record(1)
            _ = try live(world, hours: 40)
            world.setClock(wrongBy: 3_650 * day)
            #expect(try live(world, hours: 30) == 0)
            #expect(try world.segments == 70 && world.told.isEmpty)
            world.setClock(wrongBy: 0)
            _ = try live(world, hours: 10)
            #expect(try world.segments > 40 && world.told.isEmpty)
            // Somebody set it, wrongly or not: nobody knows better, and the disk shall not fill.
            world.setClock(wrongBy: 3_650 * day)
            #expect(try live(world, hours: 7 * 24 - 2) == 0)
            #expect(world.told.isEmpty)
            #expect(try live(world, hours: 27) == 1)
            #expect(try world.segments < 60)
        }
    }

    @Test func `is held against the tape, the first time`() throws {
        try withWorld { world in
            for _ in 0..<5 {
                world.pass(hours: 1)
                try world.tape()
            }
            try world.decideTape()
            try world.catalogue.set(.elapsed, to: 30 * day)
            world.setClock(wrongBy: 3_650 * day)
            for _ in 0..<3 {
                #expect(
                    try TimeKeeping(world.call(["cleanup"]), world.catalogue).doubt == .clockFarPastTape)
                _ = try world.clean()
                world.pass(hours: 1)
            }
            #expect(try world.segments == 5)
        }
    }
}
