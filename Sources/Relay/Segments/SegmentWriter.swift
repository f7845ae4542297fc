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
    private let clock: Clock
    private let board: WriterBoard
    private let log: Log

    private var current: SegmentFile?
    /// The next frame of the tape to be written.
    private var position = 0
    private var hole: Hole?
    private var trouble: Trouble?
    private var leftovers: Leftovers
    private var block: [UInt8]
    private var syncedAt: Int64 = 0

    private struct Trouble {
        let cause: Hole.Cause
        let since: Int64
        var retryAt: Int64
    }

    /// With the blocks on their way before and behind it, no five seconds are ever at risk.
    private static let syncNanoseconds: Int64 = 4_800_000_000
    private static let retryNanoseconds: Int64 = 1_000_000_000

    init(tape: Tape, plan: Plan, disk: Disk, clock: Clock, board: WriterBoard, log: Log) {
        self.tape = tape
        self.plan = plan
        self.disk = disk
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
        if isClosed && ready == 0 {
            close()
            return .done
        }
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

    // MARK: - One block

    private func writeBlock(frames: Int) {
        guard let segment = current else { return }
        guard tape.read(from: position, frames: frames, into: &block) == .whole else {
            finishSegment()
            skipForgotten(.slow)
            return
        }
        do throws(SegmentError) {
            let gaps = tape.gaps.gaps(within: position..<(position + frames))
            try segment.append(block, frames: frames, gaps: gaps)
            position += frames
            let isFull = segment.framesTaken >= plan.segmentSeconds * tape.format.framesPerSecond
            if isFull || !segment.hasRoomForGaps {
                finishSegment()
            } else if clock.monotonicNanoseconds() - syncedAt >= Self.syncNanoseconds {
                try segment.sync()
                noteSuccess()
                if !hasRoom(for: .goingOn) { stopWriting(.room) }
            }
        } catch {
            fail(error)
        }
    }

    // MARK: - Segments

    private func openSegment(isLastChance: Bool) -> Bool {
        let now = clock.monotonicNanoseconds()
        if let trouble, now < trouble.retryAt, !isLastChance { return false }
        skipForgotten(trouble?.cause ?? .slow)
        guard hasRoom(for: trouble == nil ? .goingOn : .starting) else {
            stopWriting(.room)
            return false
        }
        do throws(SegmentError) {
            current = try makeSegment()
        } catch {
            fail(error)
            return false
        }
        if let trouble {
            let seconds = (now - trouble.since) / 1_000_000_000
            log.notice("writing again", ["after_seconds": seconds, "hole_frames": hole?.frames ?? 0])
            noteFinished(frames: 0, segments: leftovers.finish(log: log))
        }
        trouble = nil
        hole = nil
        syncedAt = now
        board.change { $0.trouble = nil }
        return true
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
        do throws(SegmentError) {
            try segment.finish()
            current = nil
            noteFinished(frames: segment.framesTaken, segments: 1)
            board.change { $0.newestSegment = segment.name.finished }
            noteSuccess()
        } catch {
            fail(error)
        }
    }

    private func close() {
        finishSegment()
        guard trouble != nil else { return }
        // What the failed segment had not written is lost now, unless a new one can take it.
        if tape.end > position, openSegment(isLastChance: true) {
            while tape.end > position, current != nil {
                writeBlock(frames: min(tape.format.framesPerBlock, tape.end - position))
            }
            finishSegment()
        }
        if tape.end > position { loseFrames(upTo: tape.end) }
        noteFinished(frames: 0, segments: leftovers.finish(log: log))
    }

    // MARK: - Trouble

    /// Saves what the segment holds and goes back to the first frame that is not on disk.
    private func fail(_ error: SegmentError) {
        let cause = Hole.Cause(error)
        if trouble?.cause != cause {
            log.warning("segment failed", ["reason": "\(error)", "frame": position])
        }
        enterTrouble(cause)
        guard let segment = current else { return }
        current = nil
        position = segment.name.firstFrame + segment.framesWritten
        do throws(SegmentError) {
            try segment.abandon()
            noteFinished(frames: segment.framesWritten, segments: segment.framesWritten > 0 ? 1 : 0)
        } catch {
            log.warning(
                "segment left unfinished", ["segment": segment.name.unfinished, "reason": "\(error)"])
            leftovers.add(segment)
            noteFinished(frames: segment.framesWritten, segments: 0)
        }
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
        trouble = Trouble(cause: cause, since: trouble?.since ?? now, retryAt: now + Self.retryNanoseconds)
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

    private enum Need { case goingOn, starting }

    /// Starting again asks for an eighth more than the floor, or a full disk would be a row of tiny segments.
    private func hasRoom(for need: Need) -> Bool {
        guard let free = try? disk.freeBytes(plan.folders.root) else { return true }
        return free >= plan.floorBytes + (need == .starting ? plan.floorBytes / 8 : 0)
    }

    private func noteSuccess() {
        let now = clock.monotonicNanoseconds()
        syncedAt = now
        board.change { $0.lastSuccessNanoseconds = now }
    }

    private func noteFinished(frames: Int, segments: Int) {
        board.change { report in
            report.framesOnDisk += frames
            report.finishedSegments += segments
        }
    }
}

extension Hole.Cause {
    fileprivate init(_ error: SegmentError) {
        self = error.isNoRoom ? .room : .folder
    }
}
