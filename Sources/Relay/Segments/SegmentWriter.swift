import Archive
import Audio
import Platform

/// Writes the tape to disk as segments. A disk that fails, fills up or stalls costs the frames the tape forgets in the
/// meantime, and nothing else: they are a hole, and writing goes on by itself.
final class SegmentWriter {
    struct Plan: Sendable {
        var folders: Folders
        var segmentSeconds: Int
        var floorBytes: Int
        var device: String
    }

    private let tape: Tape
    private let plan: Plan
    private let disk: Disk
    private let room: Room
    private let clock: Clock
    private let board: WriterBoard
    private let log: Log

    private var current: SegmentFile?
    /// The next frame of the tape to be written.
    private var position = 0
    private var hole: Hole?
    private var trouble: Trouble?
    /// How often a closed tape may still begin a segment on a disk that has just failed.
    private var lastChances = 3
    private var leftovers: Leftovers
    private var failures = TroubleNews()
    private var resumptions = Repetition()
    private var block: [UInt8]
    private var syncedAt: Int64 = 0

    /// With the blocks on their way before and behind it, no five seconds are ever at risk.
    private static let syncNanoseconds: Int64 = 4_800_000_000

    init(tape: Tape, plan: Plan, disk: Disk, clock: Clock, board: WriterBoard, log: Log) {
        self.tape = tape
        self.plan = plan
        self.disk = disk
        room = Room(disk: disk, folder: plan.folders.root, floorBytes: plan.floorBytes, board: board)
        self.clock = clock
        self.board = board
        self.log = log
        leftovers = Leftovers(disk: disk)
        block = [UInt8](repeating: 0, count: tape.format.framesPerBlock * tape.format.bytesPerFrame)
    }

    enum Step: Equatable { case worked, nothingToDo, done }

    func run() {
        while true {
            let seen = tape.bell.count
            switch step() {
            case .worked: continue
            case .nothingToDo: tape.bell.wait(since: seen, milliseconds: 1_000)
            case .done: return
            }
        }
    }

    /// At most one block. Closed, the tape's last block may be a short one.
    func step() -> Step {
        let isClosed = tape.isClosed
        let ready = min(tape.format.framesPerBlock, tape.end - position)
        if isClosed && ready == 0 { return close() }
        guard isClosed || ready == tape.format.framesPerBlock else { return .nothingToDo }
        if current == nil && !openSegment(isLastChance: isClosed) {
            guard isClosed else { return .nothingToDo }
            loseFrames(upTo: tape.end)
            return .worked
        }
        writeBlock(frames: ready)
        board.moved(to: position)
        return .worked
    }

    private func writeBlock(frames: Int) {
        guard let segment = current else { return }
        guard tape.read(from: position, frames: frames, into: &block) == .whole else {
            finishSegment()
            skipForgotten(.slow)
            return
        }
        do throws(SegmentError) {
            let gaps = tape.gaps.gaps(within: position..<(position + frames))
            guard segment.framesTaken == 0 || segment.hasRoom(for: gaps) else { return finishSegment() }
            try segment.append(block, frames: frames, gaps: gaps)
            position += frames
            if segment.framesWritten > 0 { noteWriting() }
            if segment.framesTaken >= plan.segmentSeconds * tape.format.framesPerSecond {
                finishSegment()
            } else if clock.monotonicNanoseconds() - syncedAt >= Self.syncNanoseconds {
                try segment.sync()
                noteSuccess()
                if !room.isEnough(toBegin: false) { stopWriting(.room) }
            }
        } catch {
            fail(error)
        }
    }

    private func openSegment(isLastChance: Bool) -> Bool {
        let now = clock.monotonicNanoseconds()
        if let trouble, !mayTryAgain(trouble, now, isLastChance: isLastChance) { return false }
        skipForgotten(trouble?.cause ?? .slow)
        guard room.isEnough(toBegin: trouble != nil) else {
            stopWriting(.room)
            return false
        }
        do throws(SegmentError) {
            current = try makeSegment()
        } catch {
            fail(error)
            return false
        }
        hole = nil
        syncedAt = now
        return true
    }

    private func mayTryAgain(_ trouble: Trouble, _ now: Int64, isLastChance: Bool) -> Bool {
        guard isLastChance else { return now >= trouble.retryAt }
        lastChances -= 1
        return lastChances >= 0
    }

    private func makeSegment() throws(SegmentError) -> SegmentFile {
        let anchor = tape.anchors.latest
        let start = anchor?.utcMicroseconds(ofFrame: position, framesPerSecond: tape.format.framesPerSecond)
        let name = SegmentName(
            startMicroseconds: start ?? clock.utcMicroseconds(), tape: tape.id, firstFrame: position)
        let tags = SegmentTags(
            tape: tape.id, firstFrame: position, startMicroseconds: name.startMicroseconds,
            isClockSynchronised: anchor?.isSynchronised ?? false, device: plan.device, holeBefore: hole)
        return try SegmentFile(name: name, tags: tags, format: tape.format, folders: plan.folders, disk: disk)
    }

    private func finishSegment() {
        guard let segment = current else { return }
        // Forgotten by the tape before its first frame could be written.
        guard segment.framesTaken > 0 else { return putAway(segment) }
        do throws(SegmentError) {
            try segment.finish()
            current = nil
            board.finished(frames: segment.framesTaken, segments: 1)
            board.change { $0.newestSegment = segment.name.finished }
            noteWriting()
            noteSuccess()
        } catch {
            fail(error)
        }
    }

    /// What a failed last segment had not written gets another chance first.
    private func close() -> Step {
        finishSegment()
        if tape.end > position { return .worked }
        leftovers.finish(atMost: .max, board, log)
        return .done
    }

    private func fail(_ error: SegmentError) {
        if let count = failures.count(Hole.Cause(error), atNanoseconds: clock.monotonicNanoseconds()) {
            log.warning("segment failed", ["reason": "\(error)", "frame": position, "times": count])
        }
        enterTrouble(Hole.Cause(error))
        if let segment = current { putAway(segment) }
    }

    /// Saves what the segment holds, and goes back to the first frame that is not on disk.
    private func putAway(_ segment: SegmentFile) {
        current = nil
        var kept = segment.framesWritten
        var isFinished = true
        do throws(SegmentError) {
            kept = try segment.abandon()
        } catch {
            isFinished = false
            leftovers.add(segment, log)
        }
        position = segment.name.firstFrame + kept
        // A segment without a frame does not stay, so the next one must tell of the hole.
        if kept == 0 { hole = segment.tags.holeBefore }
        board.finished(frames: kept, segments: isFinished && kept > 0 ? 1 : 0)
    }

    private func stopWriting(_ cause: Hole.Cause) {
        finishSegment()
        if trouble?.cause != cause {
            log.warning("writing stopped", ["cause": cause.rawValue, "frame": position])
        }
        enterTrouble(cause)
    }

    private func enterTrouble(_ cause: Hole.Cause) {
        let now = clock.monotonicNanoseconds()
        trouble = Trouble(cause: cause, since: trouble?.since ?? now, at: now)
        board.change { $0.trouble = cause }
    }

    /// Moves on to what the tape still has, a second behind its edge and on a whole block.
    private func skipForgotten(_ cause: Hole.Cause) {
        guard position < tape.oldest else { return }
        let block = tape.format.framesPerBlock
        let safe = tape.oldest + tape.format.framesPerSecond
        loseFrames(upTo: min(tape.end, (safe + block - 1) / block * block), cause)
    }

    private func loseFrames(upTo frame: Int, _ cause: Hole.Cause? = nil) {
        let lost = frame - position
        guard lost > 0 else { return }
        let cause = cause ?? trouble?.cause ?? .slow
        position = frame
        hole = Hole(frames: (hole?.frames ?? 0) + lost, cause: hole?.cause ?? cause)
        board.change { $0.holeFrames += lost }
        if trouble == nil { log.warning("frames lost", ["cause": cause.rawValue, "frames": lost]) }
        board.moved(to: position)
    }

    /// Blocks arrive on disk: whatever was in their way is over.
    private func noteWriting() {
        guard let trouble else { return }
        let now = clock.monotonicNanoseconds()
        if let count = resumptions.count(atNanoseconds: now) {
            let seconds = (now - trouble.since) / 1_000_000_000
            log.notice("writing again", ["after_seconds": seconds, "times": count])
        }
        self.trouble = nil
        board.change { $0.trouble = nil }
    }

    private func noteSuccess() {
        let now = clock.monotonicNanoseconds()
        syncedAt = now
        board.change { $0.lastSuccessNanoseconds = now }
        leftovers.finish(atMost: 8, board, log)
    }
}
