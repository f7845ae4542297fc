import Archive
import Audio
import Glibc
import Platform
import TestSupport
import Testing

@testable import Relay

/// How the tape is cut into segments.
@Suite struct SegmentWriterTests {
    @Test(arguments: [(8_000, 7), (44_100, 5), (48_000, 6)])
    func `cuts segments of whole seconds and whole blocks`(framesPerSecond: Int, segmentSeconds: Int) throws {
        let format = PCMFormat(framesPerSecond: framesPerSecond, channels: 1, bitsPerSample: 16)
        let folder = try TemporaryFolder()
        let card = Card(World(), partsPerMillion: 80, format: format)
        let stage = Stage(card, folder: folder, segmentSeconds: segmentSeconds)
        stage.run(seconds: 33)
        stage.close()
        let shelf = try Shelf(folder)
        #expect(try shelf.check(stage) == 0)
        #expect(shelf.entries.count == 33 / segmentSeconds + 1)
        #expect(shelf.entries.dropLast().allSatisfy { $0.range.count == segmentSeconds * framesPerSecond })
        #expect(shelf.entries.allSatisfy { $0.streamInfo.smallestBlock == format.framesPerBlock })
        #expect(shelf.entries.last?.range.upperBound == stage.tape.end)
        #expect(folder.complaintsOfFLAC == "")
    }

    @Test func `syncs every five seconds, with the gaps until then in the header`() throws {
        let folder = try TemporaryFolder()
        let stage = Stage(Card(World()), folder: folder, segmentSeconds: 60)
        stage.run(seconds: 2)
        stage.card.overrun(seconds: 0.5)
        stage.run(seconds: 31)
        #expect((5...7).contains(stage.disk.calls[.sync] ?? 0))
        let path = try #require(folder.files.first)
        #expect(path.hasSuffix(SegmentName.unfinishedSuffix))
        let header = try #require(
            FLACHeader(parsing: Array(try Files.read(path).prefix(SegmentTags.headerBytes))))
        #expect(SegmentTags(header)?.gaps == stage.tape.gaps.gaps(within: 0..<stage.tape.end))
    }

    @Test(arguments: [60, 3_600]) func `ends a segment early when its gaps fill the header`(
        segmentSeconds: Int
    ) throws {
        let folder = try TemporaryFolder()
        let card = Card(World(), framesPerPeriod: 64)
        let stage = Stage(card, folder: folder, segmentSeconds: segmentSeconds)
        var periods = 0
        stage.afterStep = { _ in
            periods += 1
            if periods % 3 == 0 { card.overrun(seconds: 0.01) }
        }
        stage.run(seconds: 100)
        stage.close()
        let shelf = try Shelf(folder)
        #expect(try shelf.check(stage) == 0)
        #expect(stage.tape.gaps.count > 1_500)
        #expect(shelf.entries.count >= 5)
        #expect(shelf.entries.dropLast().allSatisfy { $0.range.count % 800 == 0 && $0.tags.gaps.count > 200 })
        #expect(folder.complaintsOfFLAC == "")
    }

    @Test func `needs no folder that was moved away for a moment`() throws {
        let folder = try TemporaryFolder()
        let stage = Stage(Card(World()), folder: folder)
        stage.run(seconds: 12)
        rename(folder.path, folder.path + "-away")
        stage.run(seconds: 6)
        rename(folder.path + "-away", folder.path)
        stage.run(seconds: 30)
        stage.close()
        #expect(try Shelf(folder).check(stage) == 0)
    }

    @Test func `goes on in a new folder when the old one was moved away`() throws {
        let folder = try TemporaryFolder()
        let stage = Stage(Card(World()), folder: folder)
        stage.run(seconds: 12)
        let segments = Folders(root: folder.path).segments
        rename(segments, segments + "-away")
        stage.run(seconds: 30)
        stage.close()
        let shelf = try Shelf(folder)
        let ranges = shelf.entries.map(\.range)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect(shelf.others.count == 1 && shelf.others.allSatisfy { $0.hasPrefix(segments + "-away") })
        #expect(folder.complaintsOfFLAC == "")
    }

    @Test func `an empty tape leaves nothing behind`() throws {
        let folder = try TemporaryFolder()
        let stage = Stage(Card(World()), folder: folder)
        stage.close()
        #expect(folder.files == [])
        #expect(try Shelf(folder).check(stage) == 0)
    }
}
