import Archive
import Catalogue
import Platform
import TestSupport
import Testing

@testable import Jobs

private let hour: Int64 = 3_600_000_000
/// 2026-11-21, 20:00 in UTC.
private let evening: Int64 = 1_795_291_200_000_000

/// A machine was off for ten days, and its clock goes on where it stood, until the network says what time it is.
@Suite struct `a clock that is set right` {
    private func withWorld(_ body: (CleanupWorld) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let world = try CleanupWorld(folder: folder + "/vinyl", truth: evening)
            for _ in 0..<30 {
                world.pass(hours: 1)
                _ = try world.clean()
            }
            try world.lose(hours: 240)
            world.setClock(wrongBy: -240 * hour)
            try body(world)
        }
    }

    @Test func `takes no time from what was set aside`() throws {
        try withWorld { world in
            let folder = world.folders.segments + "/2026-11-21"
            let torn = folder + "/20261121T190000.000Z-cccccccc-000000000000000.flac"
            try Disk.system.makeFolder(folder)
            try Files.replace(torn, with: [UInt8](repeating: 7, count: 30_000))
            _ = try SegmentRun(world.call(["segment"])).run()
            #expect(try world.catalogue.filesSetAside().count == 1)
            world.setClock(wrongBy: 0)
            var hours = 0
            while hours < 200, Files.exists(torn) {
                world.pass(hours: 1)
                hours += 1
                _ = try world.clean()
            }
            // To the hour, and a moment more.
            #expect(hours == 169)
        }
    }

    @Test func `takes no time from what people were told`() throws {
        try withWorld { world in
            let call = try world.call(["assemble"])
            let outbox = Outbox(call, world.catalogue)
            try outbox.begin(NoticeType.waiting, about: "session 1", "it waits")
            try outbox.tell()
            world.setClock(wrongBy: 0)
            world.pass(hours: 1)
            let notice = try #require(
                try world.catalogue.noticeHolding(NoticeType.waiting, about: "session 1"))
            let told = try #require(notice.told)
            let elapsed = try ElapsedTime(call, world.catalogue).microseconds
            #expect(elapsed - told.elapsedMicroseconds == hour)
            #expect(call.now - told.microseconds == 241 * hour)
        }
    }
}
