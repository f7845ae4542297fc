import Archive
import Audio
import Platform
import TestSupport
import Testing

@testable import Relay

/// The segments that lie in a folder, held against what they must hold.
struct Shelf {
    struct Entry {
        let path: String
        let name: SegmentName
        let tags: SegmentTags
        let streamInfo: StreamInfo

        var range: Range<Int> { tags.firstFrame..<(tags.firstFrame + streamInfo.frames) }
    }

    private(set) var entries: [Entry] = []
    /// Files that are no finished segments.
    private(set) var others: [String] = []

    init(_ folder: TemporaryFolder, tape: String? = nil) throws {
        for path in folder.files {
            let name = SegmentName(fileName: String(path.split(separator: "/").last ?? ""))
            if let tape, let name, name.tape != tape { continue }
            guard let name, path.hasSuffix(SegmentName.finishedSuffix) else {
                others.append(path)
                continue
            }
            let header = try #require(
                FLACHeader(parsing: Array(try Files.read(path).prefix(SegmentTags.headerBytes))))
            let tags = try #require(SegmentTags(header))
            #expect(tags.tape == name.tape && tags.firstFrame == name.firstFrame)
            entries.append(Entry(path: path, name: name, tags: tags, streamInfo: header.streamInfo))
        }
        entries.sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    var frames: Int { entries.reduce(0) { $0 + $1.range.count } }
    var holes: [Hole] { entries.compactMap(\.tags.holeBefore) }
    var holeFrames: Int { holes.reduce(0) { $0 + $1.frames } }

    /// The ledger of one closed tape, the order and the sound of its segments. Answers the frames that are on no disk.
    @discardableResult
    func check(_ stage: Stage, listening: Bool = true) throws -> Int {
        let history = stage.history
        #expect(others == [])
        var end = 0
        var missing: [Range<Int>] = []
        for entry in entries {
            let hole = entry.range.lowerBound - end
            #expect(hole == entry.tags.holeBefore?.frames ?? 0, "before \(entry.path)")
            #expect(!entry.range.isEmpty)
            if hole > 0 { missing.append(end..<entry.range.lowerBound) }
            #expect(entry.tags.gaps == gaps(history, entry.range), "in \(entry.path)")
            if listening { try hear(entry, history) }
            end = entry.range.upperBound
        }
        if end < stage.tape.end { missing.append(end..<stage.tape.end) }
        let lost = missing.reduce(0) { $0 + $1.count }
        #expect(frames + lost == stage.tape.end)
        #expect(stage.board.latest.framesOnDisk == frames)
        #expect(stage.board.latest.holeFrames == lost)
        #expect(stage.board.latest.finishedSegments == entries.count)
        checkGaps(stage, missing)
        return lost
    }

    private func checkGaps(_ stage: Stage, _ missing: [Range<Int>]) {
        let history = stage.history
        let onDisk = entries.reduce(0) { $0 + $1.tags.gaps.reduce(0) { $0 + $1.frames } }
        let inHoles = missing.reduce(0) { $0 + history.gaps(within: $1).reduce(0) { $0 + $1.frames } }
        #expect(onDisk + inHoles == stage.tape.gaps.totalFrames)
        #expect(stage.tape.end - stage.tape.gaps.totalFrames == history.framesGiven - history.surplus)
        #expect(stage.watch.frameCount == history.framesGiven - history.surplus)
        #expect(stage.disk.openFiles == 0)
    }

    private func gaps(_ history: History, _ range: Range<Int>) -> [Gap] {
        history.gaps(within: range).map {
            Gap(start: $0.start - range.lowerBound, frames: $0.frames, cause: $0.cause)
        }
    }

    /// Every sample is the card's, and silence only where the card gave nothing.
    private func hear(_ entry: Entry, _ history: History) throws {
        let file = try openLockedPatiently(entry.path)
        defer { Disk.system.close(file) }
        let decoder = try FLACDecoder(ByteReader(file: file))
        var at = entry.range.lowerBound
        while case .block(let frames) = decoder.next() {
            for run in history.runs(within: at..<(at + frames)) {
                let range = (run.tapeFrame - at)..<(run.tapeFrame - at + run.count)
                guard Groove.matches(decoder.samples, range, frame: run.cardFrame) else {
                    Issue.record("wrong sound in \(entry.path) at \(run)")
                    return
                }
            }
            at += frames
        }
        #expect(at == entry.range.upperBound, "decoded \(entry.path)")
    }
}
