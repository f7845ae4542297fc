import Foundation
import Synchronization

/// A client that listens on a thread of its own, and remembers what came and when.
final class Radio: Sendable {
    struct Plan: Sendable {
        var path: String
        var headers: [String] = []
        var receiveBuffer: Int?
        var keepsSound = false
        /// How long to take nothing now, given the seconds since the first byte and the bytes taken.
        var pause: @Sendable (_ seconds: Double, _ bytes: Int) -> Double = { _, _ in 0 }

        init(_ path: String, keepsSound: Bool = false) {
            self.path = path
            self.keepsSound = keepsSound
        }

        /// Takes nothing from then on, for so long.
        static func stalling(_ path: String, after start: Double, seconds: Double) -> Plan {
            var plan = Plan(path, keepsSound: true)
            plan.receiveBuffer = 4_096
            plan.pause = { now, _ in now >= start && now < start + seconds ? start + seconds - now : 0 }
            return plan
        }

        static func slow(_ path: String, bytesPerSecond: Double) -> Plan {
            var plan = Plan(path, keepsSound: true)
            plan.receiveBuffer = 4_096
            plan.pause = { now, bytes in Double(bytes) / bytesPerSecond - now }
            return plan
        }
    }

    /// Bytes without the header, seconds on the monotonic clock.
    struct Story: Sendable {
        var head = ""
        var bytes: [UInt8] = []
        var byteCount = 0
        /// When how many bytes had come.
        var arrivals: [(seconds: Double, bytes: Int)] = []
        var openedAt = 0.0
        /// When we hung up; nil when the other side did.
        var hungUpAt: Double?
        /// Whether the other side has closed.
        var isOver = false

        /// The longest that nothing came, from so long after the first byte to our hanging up.
        func largestGap(after start: Double = 3) -> Double {
            let begin = (arrivals.first?.seconds ?? 0) + start
            let times = (arrivals.map(\.seconds) + (hungUpAt.map { [$0] } ?? [])).filter { $0 >= begin }
            return zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? .infinity
        }

        /// When that many bytes had come, counted from before the connection was made.
        func delay(ofByte byte: Int) -> Double? {
            arrivals.first { $0.bytes > byte }.map { $0.seconds - openedAt }
        }
    }

    private let port: Int
    private let plan: Plan
    private let story = Mutex(Story())
    private let stopping = Atomic<Bool>(false)
    private let isDone = Atomic<Bool>(false)

    init(port: Int, _ plan: Plan) {
        self.port = port
        self.plan = plan
        Thread.detachNewThread { [self] in
            listen()
            isDone.store(true, ordering: .releasing)
        }
    }

    convenience init(port: Int, _ path: String) { self.init(port: port, Plan(path)) }

    var now: Story { story.withLock { $0 } }
    var byteCount: Int { story.withLock { $0.byteCount } }
    var isOver: Bool { story.withLock { $0.isOver } }

    /// Hangs up, or waits until a stream that ends by itself has ended.
    @discardableResult
    func end(hangsUp: Bool = true) throws -> Story {
        if hangsUp { stopping.store(true, ordering: .releasing) }
        try patiently("a client has ended") { isDone.load(ordering: .acquiring) }
        return now
    }

    private func listen() {
        story.withLock { $0.openedAt = monotonicSeconds() }
        guard let line = try? Line(port: port, receiveBuffer: plan.receiveBuffer) else {
            return story.withLock { $0.isOver = true }
        }
        let head = ["GET \(plan.path) HTTP/1.1", "Host: localhost:\(port)"] + plan.headers
        line.send(head.joined(separator: "\r\n") + "\r\n\r\n")
        var piece = [UInt8](repeating: 0, count: plan.receiveBuffer ?? 65_536)
        while !stopping.load(ordering: .acquiring) {
            guard waitForTurn() else { continue }
            switch line.receive(into: &piece, seconds: 0.2) {
            case .nothing: continue
            case .end: return story.withLock { $0.isOver = true }
            case .bytes(let count): take(piece[..<count])
            }
        }
        story.withLock { $0.hungUpAt = monotonicSeconds() }
    }

    /// False when it is not yet time to take more; looks up now and then to see whether to stop.
    private func waitForTurn() -> Bool {
        let (start, bytes) = story.withLock { ($0.arrivals.first?.seconds, $0.byteCount) }
        guard let start else { return true }
        let pause = plan.pause(monotonicSeconds() - start, bytes)
        rest(min(0.2, pause))
        return pause <= 0.2
    }

    private func take(_ piece: ArraySlice<UInt8>) {
        let now = monotonicSeconds()
        story.withLock { story in
            var body = piece
            if story.arrivals.isEmpty, !story.head.hasSuffix("\r\n\r\n") {
                let (rest, head) = Self.split(story.head, piece)
                story.head = head
                body = rest
            }
            guard !body.isEmpty else { return }
            story.byteCount += body.count
            story.arrivals.append((now, story.byteCount))
            if plan.keepsSound { story.bytes += body }
        }
    }

    private static func split(_ head: String, _ piece: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, head: String)
    {
        var bytes = Array(head.utf8)
        for (index, byte) in zip(piece.indices, piece) {
            bytes.append(byte)
            if bytes.suffix(4) == [13, 10, 13, 10] {
                return (piece[(index + 1)...], String(decoding: bytes, as: UTF8.self))
            }
        }
        return ([], String(decoding: bytes, as: UTF8.self))
    }
}
