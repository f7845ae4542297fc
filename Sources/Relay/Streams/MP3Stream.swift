import Audio
import Broadcast

/// Whole MP3 frames, and between them, for those who asked for it, what is on now.
final class MP3Stream: HTTPStream, @unchecked Sendable {
    // Unchecked: only the server's thread uses it.
    /// In batches, which is far cheaper, once the first sound is out.
    var wakeGroup: WakeGroup { hasBegun ? .tenth : .period }
    let sendBufferBytes: Int
    private let encoder: SharedEncoder<MP3Coder>
    private let tape: Tape
    private let listener: Listener
    private let listeners: Listeners
    private let pace: Pace
    private let title: (@Sendable () -> String)?
    private var position: Int?
    private var pending: [UInt8] = []
    private var pendingTaken = 0
    private var untilMetadata = MP3Stream.metadataInterval
    private var lastTitle: String?
    private var hasBegun = false

    /// How the stream's frames relate to time.
    struct Pace: Sendable {
        let kilobitsPerSecond: Int
        let framesPerSecond: Double
        let burstSeconds: Int
        let lagLimitMilliseconds: Int

        var burstFrames: Int { Int(Double(burstSeconds) * framesPerSecond) }
    }

    static let metadataInterval = 16_000

    /// `title` is given only for listeners who asked to be told.
    init(
        encoder: SharedEncoder<MP3Coder>, tape: Tape, listener: Listener, listeners: Listeners, pace: Pace,
        title: (@Sendable () -> String)?
    ) {
        self.encoder = encoder
        self.tape = tape
        self.listener = listener
        self.listeners = listeners
        self.pace = pace
        self.title = title
        sendBufferBytes = max(4_608, pace.kilobitsPerSecond * 1_000 / 8 / 4)
        encoder.begin()
    }

    func next(into bytes: inout [UInt8], room: Int, unsentBytes: Int) -> HTTPStreamStep {
        let isClosed = tape.isClosed
        if pendingTaken == pending.count { gather(room: room, unsentBytes: unsentBytes) }
        let count = min(room, pending.count - pendingTaken)
        guard count > 0 else { return isClosed ? .end : .wait }
        let used = title == nil ? plain(count, into: &bytes) : withMetadata(count, room: room, into: &bytes)
        hasBegun = true
        listener.count(bytes: used)
        return .bytes(used)
    }

    func ended() {
        encoder.end()
        listeners.left(listener)
    }

    /// Takes as many whole frames as there is room for.
    private func gather(room: Int, unsentBytes: Int) {
        pending.removeAll(keepingCapacity: true)
        pendingTaken = 0
        let end = encoder.ring.end
        let burst = pace.burstFrames
        var next = position ?? max(encoder.ring.oldest, end - burst)
        if position != nil {
            let unsentMilliseconds = unsentBytes * 8 / pace.kilobitsPerSecond
            let behind = Int(Double(end - next - burst) / pace.framesPerSecond * 1_000)
            let lag = max(0, behind) + unsentMilliseconds
            listener.note(lagMilliseconds: lag)
            if behind > 0, lag > pace.lagLimitMilliseconds {
                next = end - burst
                listener.countSkip()
            }
        }
        position = encoder.ring.forEach(from: next) { frame in
            guard pending.isEmpty || pending.count + frame.count <= room else { return false }
            pending += frame
            return true
        }
    }

    private func plain(_ count: Int, into bytes: inout [UInt8]) -> Int {
        bytes.replaceSubrange(0..<count, with: pending[pendingTaken..<(pendingTaken + count)])
        pendingTaken += count
        return count
    }

    private func withMetadata(_ count: Int, room: Int, into bytes: inout [UInt8]) -> Int {
        if untilMetadata == 0 {
            let block = metadataBlock()
            guard block.count <= room else { return plain(0, into: &bytes) }
            untilMetadata = Self.metadataInterval
            bytes.replaceSubrange(0..<block.count, with: block)
            return block.count
        }
        let used = plain(min(count, untilMetadata), into: &bytes)
        untilMetadata -= used
        return used
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
