import Audio
import Broadcast

/// Whole MP3 frames, and between them, for those who asked for it, what is on now.
final class MP3Stream: HTTPStream, @unchecked Sendable {
    // Unchecked: only the server's thread uses it.
    /// In batches, which is far cheaper, once the first sound is out.
    var wakeGroup: WakeGroup { hasBegun ? .batch : .period }
    let sendBufferBytes: Int
    private let encoder: SharedEncoder<MP3Coder>
    private let tape: Tape
    private let listener: Listener
    private let listeners: Listeners
    private let pace: Pace
    private let bytesHeldByPlayer: Int
    private let title: (@Sendable () -> String)?
    private var position: Int?
    private var batches = 0
    /// Of a frame that was cut.
    private var rest: ArraySlice<UInt8> = []
    private var untilMetadata = MP3Stream.metadataInterval
    private var lastTitle: String?
    private var hasBegun = false

    /// How the stream's frames relate to time.
    struct Pace: Sendable {
        let kilobitsPerSecond: Int
        /// Of the sound, which may not be those of the tape.
        let soundFramesPerSecond: Int
        let burstSeconds: Int
        let lagLimitMilliseconds: Int

        /// Frames of MP3.
        var framesPerSecond: Double { Double(soundFramesPerSecond) / 1_152 }
        var burstFrames: Int { Int(Double(burstSeconds) * framesPerSecond) }
        func milliseconds(bytes: Int) -> Int { bytes * 8 / kilobitsPerSecond }
    }

    static let metadataInterval = 16_000

    /// `bytesHeldByPlayer` may wait in the player itself until more come. `title` is given only for listeners who asked to be told.
    init(
        encoder: SharedEncoder<MP3Coder>, tape: Tape, listener: Listener, listeners: Listeners, pace: Pace,
        bytesHeldByPlayer: Int = 0, title: (@Sendable () -> String)?
    ) {
        self.encoder = encoder
        self.tape = tape
        self.listener = listener
        self.listeners = listeners
        self.pace = pace
        self.bytesHeldByPlayer = bytesHeldByPlayer
        self.title = title
        sendBufferBytes = max(4_608, pace.kilobitsPerSecond * 1_000 / 8 / 4)
        encoder.begin()
    }

    func next(into bytes: inout [UInt8], room: Int, unsentBytes: @autoclosure () -> Int) -> HTTPStreamStep {
        let isClosed = tape.isClosed
        if title != nil, untilMetadata == 0 { return metadata(into: &bytes, room: room) }
        let limit = title == nil ? room : min(room, untilMetadata)
        let used = rest.isEmpty ? frames(limit, into: &bytes, unsentBytes) : remainder(limit, into: &bytes)
        guard used > 0 else { return isClosed ? .end : .wait }
        hasBegun = true
        untilMetadata -= used
        listener.count(bytes: used)
        return .bytes(used)
    }

    func ended() {
        encoder.end()
        listeners.left(listener)
    }

    /// As many frames as there is room for. One is cut only where a title comes, or if it alone is too large.
    private func frames(_ limit: Int, into bytes: inout [UInt8], _ unsentBytes: () -> Int) -> Int {
        let end = encoder.ring.end
        var used = 0
        position = encoder.ring.forEach(from: start(end, unsentBytes)) { frame in
            guard used < limit, used == 0 || title != nil || used + frame.count <= limit else { return false }
            let count = min(frame.count, limit - used)
            bytes.replaceSubrange(used..<(used + count), with: frame[..<count])
            rest = frame[count...]
            used += count
            return true
        }
        return used
    }

    private func remainder(_ limit: Int, into bytes: inout [UInt8]) -> Int {
        let piece = rest.prefix(limit)
        bytes.replaceSubrange(0..<piece.count, with: piece)
        rest = piece.count == rest.count ? [] : rest.dropFirst(piece.count)
        return piece.count
    }

    /// The next frame for this listener, who is moved when he is too far behind.
    private func start(_ end: Int, _ unsentBytes: () -> Int) -> Int {
        // Whoever only looks must not take what is over for what flows.
        let burst = listener.wantsPast ? pace.burstFrames : 0
        guard let position else { return max(encoder.ring.oldest, end - burst) }
        guard position < end else { return position }
        let behind = Int(Double(end - position - burst) / pace.framesPerSecond * 1_000)
        batches += 1
        // Asking the kernel costs: of those who keep up about once a second.
        guard behind > 0 || batches % 6 == 1 else { return position }
        let lag = max(0, behind) + pace.milliseconds(bytes: unsentBytes())
        listener.note(lagMilliseconds: lag)
        guard behind > 0, lag > pace.lagLimitMilliseconds else { return position }
        listener.countSkip()
        // He hears what he holds and what is on its way first, which must not make him later.
        let stale = Double(pace.milliseconds(bytes: bytesHeldByPlayer + staleBytes)) / 1_000
        return end - max(0, burst - Int(stale * pace.framesPerSecond))
    }

    private func metadata(into bytes: inout [UInt8], room: Int) -> HTTPStreamStep {
        let block = metadataBlock()
        guard block.count <= room else { return .wait }
        untilMetadata = Self.metadataInterval
        bytes.replaceSubrange(0..<block.count, with: block)
        listener.count(bytes: block.count)
        return .bytes(block.count)
    }

    /// A length in sixteens, and the title when it is another one than before.
    private func metadataBlock() -> [UInt8] {
        let current = title?() ?? ""
        if current == lastTitle { return [0] }
        lastTitle = current
        let safe = current.replacing("'", with: "’").prefix(120)
        var text = Array("StreamTitle='\(safe)';".utf8.prefix(4_080))
        text += [UInt8](repeating: 0, count: (16 - text.count % 16) % 16)
        return [UInt8(text.count / 16)] + text
    }
}
