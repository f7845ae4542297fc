import Archive
import Broadcast
import Platform
import Synchronization

/// Who listens now: lets them in, within the limits, and sees them off.
final class Listeners: Sendable {
    enum Refusal: Equatable { case full, tooManyFromThere }

    private struct Room {
        var present: [ObjectIdentifier: Listener] = [:]
        var perAddress: [PeerAddress: Int] = [:]
        var everAdmitted = 0
        var refused = 0
        var skipsOfThoseGone = 0
        var lines = FloodGate()
    }

    private let room = Mutex(Room())
    private let probes = Atomic<Int>(0)
    private let most: Int
    private let mostPerAddress: Int
    private let clock: Clock
    private let log: Log

    private static let mostProbes = 4

    init(most: Int, mostPerAddress: Int, clock: Clock, log: Log) {
        self.most = most
        self.mostPerAddress = mostPerAddress
        self.clock = clock
        self.log = log
    }

    func admit(_ request: HTTPRequest, to stream: StreamKind) -> Result<Listener, Refused> {
        let now = clock.monotonicNanoseconds()
        if isProbe(request) {
            return .success(
                Listener(
                    stream: stream, address: request.address, clock: clock, isSomebody: false,
                    wantsPast: false))
        }
        let listener = Listener(
            stream: stream, address: request.address, clock: clock,
            wantsPast: !asksWhatFlows(request))
        let refusal = room.withLock { room in
            if let refusal = self.refusal(room, request.address) {
                room.refused += 1
                return refusal as Refusal?
            }
            room.present[ObjectIdentifier(listener)] = listener
            room.perAddress[request.address, default: 0] += 1
            room.everAdmitted += 1
            return nil
        }
        if let refusal { return .failure(Refused(why: refusal)) }
        tell("listener came", ["address": request.address, "stream": stream.rawValue], now)
        return .success(listener)
    }

    /// Is nobody, and listens for a moment. A few at a time, so that hardly anybody else gets in by that door.
    private func isProbe(_ request: HTTPRequest) -> Bool {
        guard asksWhatFlows(request) else { return false }
        if probes.add(1, ordering: .relaxed).oldValue < Self.mostProbes { return true }
        probes.subtract(1, ordering: .relaxed)
        return false
    }

    private func asksWhatFlows(_ request: HTTPRequest) -> Bool {
        request.isFromThisMachine && request.headers[HealthProbe.header.lowercased()] != nil
    }

    struct Refused: Error { let why: Refusal }

    private func refusal(_ room: Room, _ address: PeerAddress) -> Refusal? {
        if room.present.count >= most { return .full }
        let isLimited = mostPerAddress > 0 && !address.isLoopback
        return isLimited && room.perAddress[address, default: 0] >= mostPerAddress ? .tooManyFromThere : nil
    }

    func left(_ listener: Listener) {
        guard listener.isSomebody else {
            probes.subtract(1, ordering: .relaxed)
            return
        }
        let now = clock.monotonicNanoseconds()
        room.withLock { room in
            room.present[ObjectIdentifier(listener)] = nil
            let left = room.perAddress[listener.address, default: 1] - 1
            room.perAddress[listener.address] = left > 0 ? left : nil
            room.skipsOfThoseGone += listener.skips
        }
        let seconds = (now - listener.startNanoseconds) / 1_000_000_000
        tell(
            "listener left",
            [
                "address": listener.address, "stream": listener.stream.rawValue, "seconds": seconds,
                "bytes": listener.bytes, "skips": listener.skips,
            ], now)
    }

    var present: [Listener] { room.withLock { Array($0.present.values) } }

    func count(of stream: StreamKind) -> Int {
        room.withLock { $0.present.values.count { $0.stream == stream } }
    }

    var totals: (admitted: Int, refused: Int, skips: Int) {
        room.withLock { room in
            let skips = room.present.values.reduce(room.skipsOfThoseGone) { $0 + $1.skips }
            return (room.everAdmitted, room.refused, skips)
        }
    }

    /// About once a second.
    func tick() {
        let now = clock.monotonicNanoseconds()
        tellLeftOut(room.withLock { $0.lines.look(atNanoseconds: now) })
    }

    /// At the end, whenever that is.
    func tellLeftOut() { tellLeftOut(room.withLock { $0.lines.leftOut() }) }

    private func tellLeftOut(_ lines: Int) {
        if lines > 0 { log.info("listeners came and left", ["lines_left_out": lines]) }
    }

    /// A line each, as long as they come one by one; a flood is counted.
    private func tell(_ event: String, _ fields: Log.Fields, _ now: Int64) {
        let (leftOut, isTold) = room.withLock { room in
            (room.lines.look(atNanoseconds: now), room.lines.letsThrough())
        }
        tellLeftOut(leftOut)
        if isTold { log.info(event, fields) }
    }
}
