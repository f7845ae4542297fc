import Audio
import Broadcast

/// The tape as an endless WAV, from where the listener asked for. Everything it needs lies on the tape.
final class WAVStream: HTTPStream, @unchecked Sendable {
    // Unchecked: only the server's thread uses it.
    let wakeGroup = WakeGroup.period
    let sendBufferBytes: Int
    private let tape: Tape
    private let listener: Listener
    private let listeners: Listeners
    private let delayFrames: Int
    private let lagLimitFrames: Int
    private var position: Int
    private var isHeaderSent = false

    /// With a burst it begins so much earlier, at once, and is where it would be without one from then on.
    init(
        tape: Tape, listener: Listener, listeners: Listeners, rewindSeconds: Int,
        burstMilliseconds: Int = 0, lagLimitMilliseconds: Int
    ) {
        self.tape = tape
        self.listener = listener
        self.listeners = listeners
        let rate = tape.format.framesPerSecond
        delayFrames = min(rewindSeconds * rate, max(0, tape.end - tape.oldest - rate))
        lagLimitFrames = lagLimitMilliseconds * rate / 1_000
        // The kernel doubles what it is asked for: half a second at most waits there.
        sendBufferBytes = rate * tape.format.bytesPerFrame / 4
        let burstFrames = min(burstMilliseconds * rate / 1_000, tape.end - tape.oldest - delayFrames)
        position = tape.end - delayFrames - max(0, burstFrames)
    }

    func next(into bytes: inout [UInt8], room: Int, unsentBytes: @autoclosure () -> Int) -> HTTPStreamStep {
        if !isHeaderSent {
            isHeaderSent = true
            let header = WAVHeader.endless(tape.format)
            bytes.replaceSubrange(0..<header.count, with: header)
            return .bytes(header.count)
        }
        let size = tape.format.bytesPerFrame
        let isClosed = tape.isClosed
        guard tape.end - delayFrames > position else { return isClosed ? .end : .wait }
        keepUp(unsentFrames: unsentBytes() / size)
        let frames = min(tape.end - delayFrames - position, room / size)
        guard frames > 0 else { return isClosed ? .end : .wait }
        guard tape.read(from: position, frames: frames, into: &bytes) == .whole else {
            skip()
            return .wait
        }
        position += frames
        listener.count(bytes: frames * size)
        return .bytes(frames * size)
    }

    func ended() { listeners.left(listener) }

    private func keepUp(unsentFrames: Int) {
        let lag = tape.end - delayFrames - position + unsentFrames
        listener.note(lagMilliseconds: lag * 1_000 / tape.format.framesPerSecond)
        if lag > lagLimitFrames && lag > unsentFrames { skip() }
    }

    private func skip() {
        position = tape.end - delayFrames
        listener.countSkip()
    }
}
