import Audio
import Broadcast

/// Whole FLAC frames, numbered for this listener from 0, without a break, whatever he missed.
final class FLACStream: HTTPStream, @unchecked Sendable {
    // Unchecked: only the server's thread uses it.
    let wakeGroup = WakeGroup.block
    /// Half a second of the stream at most, once the kernel has doubled it: quiet music takes a third of what loud music
    /// takes.
    private(set) var sendBufferBytes: Int
    private let encoder: SharedEncoder<FLACCoder>
    private let tape: Tape
    private let listener: Listener
    private let listeners: Listeners
    private let lagLimitMilliseconds: Int
    private let mostBufferBytes: Int
    private var position: Int?
    private var number = 0
    /// Of those that were given lately; of sound that cannot be compressed until there are any.
    private var frameBytes: Int
    private var pending: [UInt8]
    private var pendingTaken = 0

    static let burstSeconds = 2
    private static let framesInMean = 4
    /// So many a player may hold until more come: FFmpeg's parser, which Chromium has too, looks at ten at a time.
    private static let framesHeldByPlayer = 10

    init(
        encoder: SharedEncoder<FLACCoder>, tape: Tape, listener: Listener, listeners: Listeners,
        lagLimitMilliseconds: Int
    ) {
        self.encoder = encoder
        self.tape = tape
        self.listener = listener
        self.listeners = listeners
        self.lagLimitMilliseconds = lagLimitMilliseconds
        mostBufferBytes = tape.format.framesPerSecond * tape.format.bytesPerFrame / 8
        sendBufferBytes = mostBufferBytes
        frameBytes = tape.format.framesPerBlock * tape.format.bytesPerFrame
        pending = FLACHeader.ofStream(tape.format)
        encoder.begin()
    }

    func next(into bytes: inout [UInt8], room: Int, unsentBytes: @autoclosure () -> Int) -> HTTPStreamStep {
        let isClosed = tape.isClosed
        if pendingTaken == pending.count { gather(unsentBytes) }
        let count = min(room, pending.count - pendingTaken)
        guard count > 0 else { return isClosed ? .end : .wait }
        bytes.replaceSubrange(0..<count, with: pending[pendingTaken..<(pendingTaken + count)])
        pendingTaken += count
        listener.count(bytes: count)
        return .bytes(count)
    }

    func ended() {
        encoder.end()
        listeners.left(listener)
    }

    private func gather(_ unsentBytes: () -> Int) {
        pending.removeAll(keepingCapacity: true)
        pendingTaken = 0
        let blocksPerSecond = tape.format.framesPerSecond / tape.format.framesPerBlock
        let burst = Self.burstSeconds * blocksPerSecond
        let end = encoder.ring.end
        var next = position ?? max(encoder.ring.oldest, end - burst)
        if position != nil {
            guard next < end else { return }
            let behind = (end - next - burst) * 1_000 / blocksPerSecond
            let lag = max(0, behind) + unsentBytes() * 1_000 / (frameBytes * blocksPerSecond)
            listener.note(lagMilliseconds: lag)
            if behind > 0, lag > lagLimitMilliseconds {
                // He hears what he holds and what is on its way first, which must not make him later.
                next = end - max(0, burst - Self.framesHeldByPlayer - staleBytes / frameBytes)
                listener.countSkip()
            }
        }
        position = encoder.ring.forEach(from: next) { frame in
            guard pending.isEmpty else { return false }
            frame.append(to: &pending, number: number)
            number += 1
            return true
        }
        fitBuffer()
    }

    /// The kernel is told only of what makes a difference.
    private func fitBuffer() {
        guard !pending.isEmpty else { return }
        frameBytes += (pending.count - frameBytes) / Self.framesInMean
        let blocksPerSecond = tape.format.framesPerSecond / tape.format.framesPerBlock
        let fitting = min(mostBufferBytes, frameBytes * blocksPerSecond / 4)
        if abs(fitting - sendBufferBytes) > sendBufferBytes / 16 { sendBufferBytes = fitting }
    }
}
