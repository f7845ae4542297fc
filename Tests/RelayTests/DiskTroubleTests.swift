import Archive
import Audio
import Glibc
import Platform
import TestSupport
import Testing

@testable import Relay

/// A disk that fails costs what the tape forgets meanwhile and nothing else, and writing goes on by itself.
@Suite struct DiskTroubleTests {
    struct Trouble: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var seconds = 0.0
        /// What may be missing in the end; nothing unless said.
        var holeSeconds: ClosedRange<Double> = 0...0
        var cause: Hole.Cause?
        let strike: @Sendable (FaultyDisk) -> Void

        /// All of these calls fail for so long. The tape remembers the last 34 s of it, of which one is left alone;
        /// a segment begun before goes on for up to 10 s when only new ones fail.
        static func broken(
            _ name: String, _ code: Int32, _ calls: Set<FaultyDisk.Call>, _ seconds: Double,
            isKept: Bool = false
        ) -> Trouble {
            let isLost = seconds > 34 && !isKept
            return Trouble(
                testDescription: "\(name) for \(seconds) s", seconds: seconds,
                holeSeconds: isLost ? (seconds - 44)...(seconds - 30) : 0...0,
                cause: isLost ? code == ENOSPC ? .room : .folder : nil
            ) { $0.break_(code, calls) }
        }

        static func once(
            _ name: String, _ call: FaultyDisk.Call, _ verdict: FaultyDisk.Verdict, skipping: Int = 0
        )
            -> Trouble
        {
            Trouble(testDescription: name) { $0.once(call, skipping: skipping, verdict) }
        }

        static func slow(_ call: FaultyDisk.Call, _ seconds: Double) -> Trouble {
            Trouble(
                testDescription: "\(call) takes \(seconds) s",
                holeSeconds: seconds < 30 ? 0...0 : (seconds - 34)...(seconds - 26),
                cause: seconds < 30 ? nil : .slow
            ) { $0.once(call, .slow(seconds: seconds)) }
        }

        static let all: [Trouble] = [
            .once("no room in the middle of a block", .block, .half(ENOSPC)),
            .once("a block that cannot be written", .block, .failure(EIO), skipping: 3),
            .once("a sync that fails", .sync, .failure(EIO)),
            .once("no room at a sync", .sync, .failure(ENOSPC)),
            .once("a segment that cannot be created", .create, .failure(ENOSPC)),
            .once("a header that cannot be written", .header, .failure(ENOSPC)),
            .once("a first header that cannot be written", .header, .half(ENOSPC), skipping: 2),
            .once("a name that cannot be changed", .rename, .failure(EIO), skipping: 1),
            .once("a finished name that cannot be given", .rename, .failure(ENOSPC)),
            .once("a folder that cannot be synced", .syncFolder, .failure(EIO)),
            .once("a new folder that cannot be synced", .syncFolder, .failure(EIO), skipping: 1),
            .once("a folder that cannot be made", .makeFolder, .failure(EACCES)),
            .broken("no room", ENOSPC, FaultyDisk.changing, 12),
            .broken("no room", ENOSPC, FaultyDisk.changing, 300),
            .broken("no room for blocks", ENOSPC, [.block], 25),
            .broken("no room for blocks", ENOSPC, [.block], 100),
            .broken("no room for anything", ENOSPC, [.header, .block, .truncate], 100),
            .broken("no new names", ENOSPC, [.rename], 100),
            .broken("no sync", EIO, [.sync], 100, isKept: true),
            .broken("no sync", EIO, [.sync], 900, isKept: true),
            .broken("neither sync nor removal", EIO, [.sync, .remove], 100, isKept: true),
            .broken("no folder synced", EIO, [.syncFolder], 100, isKept: true),
            .broken("read-only", EROFS, FaultyDisk.changing, 15),
            .broken("read-only", EROFS, FaultyDisk.changing, 1_200),
            .broken("folder gone", ENOENT, FaultyDisk.changing.union([.syncFolder, .room]), 20),
            .broken("folder gone", ENOENT, FaultyDisk.changing.union([.syncFolder, .room]), 200),
            .slow(.block, 20), .slow(.sync, 20), .slow(.rename, 20), .slow(.block, 60), .slow(.create, 60),
            .slow(.rename, 60), .slow(.sync, 60), .slow(.makeFolder, 60), .slow(.syncFolder, 60),
        ]
    }

    @Test(arguments: Trouble.all) func `costs only what the tape forgets`(trouble: Trouble) throws {
        let folder = try TemporaryFolder()
        let card = Card(World())
        let stage = Stage(card, folder: folder)
        // Losses of the device right before, meanwhile and after: their gaps must not get lost.
        for second in [11.0, 21, 23.1, 24, 27, 40] {
            card.world.after(seconds: second) { card.overrun(seconds: 0.3) }
        }
        stage.run(seconds: 23)
        trouble.strike(stage.disk)
        stage.run(seconds: max(trouble.seconds, 1))
        if trouble.seconds > 0 { stage.disk.mend() }
        stage.run(seconds: 5)
        #expect(stage.board.latest.trouble == nil, "writing again within 5 s")
        stage.run(seconds: 70)
        stage.disk.mend()
        stage.close()
        let shelf = try Shelf(folder)
        let hole = Double(try shelf.check(stage)) / 8_000
        #expect(trouble.holeSeconds.contains(hole), "\(hole) s are missing")
        #expect(shelf.holes.map(\.cause) == (trouble.cause.map { [$0] } ?? []))
        #expect(folder.complaintsOfFLAC == "")
        #expect(card.world.logged.count < 60, "\(card.world.logged.count) lines")
    }

    @Test(arguments: Trouble.all.filter { $0.seconds > 0 })
    func `keeps the ledger when the tape ends in the middle of it`(trouble: Trouble) throws {
        for (before, during) in [(23.0, 0.0), (23, 3), (29.9, 0.2), (5, 60), (0.05, 0)] {
            let folder = try TemporaryFolder()
            let stage = Stage(Card(World()), folder: folder)
            stage.run(seconds: before)
            trouble.strike(stage.disk)
            stage.run(seconds: during)
            stage.close()
            stage.disk.mend()
            try salvage(folder)
            let shelf = try Shelf(folder)
            #expect(shelf.others == [])
            #expect(shelf.frames == stage.board.latest.framesOnDisk)
            #expect(shelf.frames + stage.board.latest.holeFrames == stage.tape.end)
            #expect(stage.disk.openFiles == 0)
            #expect(folder.complaintsOfFLAC == "")
        }
    }

    @Test func `stops at the floor and goes on when there is an eighth more`() throws {
        let folder = try TemporaryFolder()
        let stage = Stage(Card(World()), folder: folder, floorBytes: 8_000_000)
        stage.run(seconds: 23)
        stage.disk.freeBytes = 7_999_999
        stage.run(seconds: 100)
        #expect(stage.board.latest.trouble == .room)
        let written = stage.disk.calls[.block]
        stage.disk.freeBytes = 8_500_000
        stage.run(seconds: 100)
        #expect(stage.board.latest.trouble == .room && stage.disk.calls[.block] == written)
        stage.disk.freeBytes = 9_000_000
        stage.run(seconds: 3)
        #expect(stage.board.latest.trouble == nil)
        stage.close()
        let shelf = try Shelf(folder)
        let hole = Double(try shelf.check(stage)) / 8_000
        #expect((160...175).contains(hole), "\(hole) s")
        #expect(shelf.holes.map(\.cause) == [.room])
    }

    /// The folder turns read-only right after a segment was created: neither its header nor its removal succeeds.
    @Test func `is not kept from writing by what a failure left behind`() throws {
        let folder = try TemporaryFolder()
        let stage = Stage(Card(World()), folder: folder)
        stage.run(seconds: 19)
        let created = stage.disk.calls[.create]
        stage.disk.judge = { [unowned disk = stage.disk] call in
            disk.calls[.create] != created && [.header, .remove].contains(call) ? .failure(EROFS) : .well
        }
        stage.run(seconds: 4)
        stage.disk.mend()
        stage.run(seconds: 2)
        #expect(stage.board.latest.trouble == nil)
        stage.run(seconds: 20)
        stage.close()
        #expect(try Shelf(folder).check(stage) == 0)
    }

    /// The kernel tells once that it could not write, and shows what is on no medium as if nothing had been.
    @Test(arguments: [0.0, 3, 30])
    func `takes for written only what the medium gives back`(seconds: Double) throws {
        let folder = try TemporaryFolder()
        let stage = Stage(Card(World()), folder: folder)
        stage.run(seconds: 23)
        if seconds == 0 {
            stage.disk.once(.sync, .loss(EIO))
        } else {
            stage.disk.judge = { $0 == .sync ? .loss(EIO) : .well }
        }
        stage.run(seconds: seconds)
        if seconds > 0 { stage.disk.mend() }
        stage.run(seconds: 40)
        stage.close()
        stage.disk.cache.forgetAll()
        #expect(folder.complaintsOfFLAC == "")
        let shelf = try Shelf(folder)
        #expect(shelf.others == [])
        #expect(shelf.frames + stage.board.latest.holeFrames == stage.tape.end)
        if seconds == 0 {
            #expect(try shelf.check(stage) == 0, "it was still in memory, and is written again")
        }
    }

    @Test func `writes again what the disk had lost when its sync failed`() throws {
        let folder = try TemporaryFolder()
        let stage = Stage(Card(World()), folder: folder)
        stage.run(seconds: 21)
        var blocks = 0
        var hasFailed = false
        stage.disk.judge = { call in
            if call == .block { blocks += 1 }
            if call == .block && blocks == 5 { return .lie }
            guard call == .sync, blocks > 5, !hasFailed else { return .well }
            hasFailed = true
            return .failure(EIO)
        }
        stage.run(seconds: 30)
        stage.close()
        let shelf = try Shelf(folder)
        #expect(try shelf.check(stage) == 0)
        #expect(shelf.entries.contains { $0.range.count < 80_000 && $0.range.upperBound < stage.tape.end })
    }

    /// What the program that tidies up later does with what was left.
    private func salvage(_ folder: TemporaryFolder) throws {
        for path in folder.files where path.hasSuffix(SegmentName.unfinishedSuffix) {
            let file = try openLockedPatiently(path)
            defer { Disk.system.close(file) }
            try SegmentRepair(disk: .system).finish(file: file, path: path)
        }
    }
}
