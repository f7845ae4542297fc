import Broadcast
import Platform
import Synchronization

/// Keeps the HTTP server open: a port that is taken is asked for again every five seconds, and capture goes on without.
final class FrontDoor: Sendable {
    private let station: Station
    private let log: Log
    private let server = Mutex<HTTPServer?>(nil)
    private let triedAt = Mutex<Int64>(.min)
    private let failures = Mutex(Repetition())

    /// For those who are on their way in or out.
    private static let spareConnections = 64

    init(station: Station, log: Log) {
        self.station = station
        self.log = log
    }

    /// About once a second.
    func tick() {
        if let server = server.withLock({ $0 }) {
            server.expireConnections()
            station.listeners.tick()
            return
        }
        let now = Clock.system.monotonicNanoseconds()
        let isDue = triedAt.withLock { triedAt in
            guard triedAt == .min || now - triedAt >= 5_000_000_000 else { return false }
            triedAt = now
            return true
        }
        if isDue { open() }
    }

    func wake(_ group: WakeGroup) { server.withLock { $0 }?.wake(group) }

    func close() {
        server.withLock { $0 }?.stop()
        station.listeners.tellLeftOut()
    }

    /// Room for everybody who is let in, and for those who are refused: a server that is full answers nobody.
    static func connections(maxListeners: Int) -> Int {
        maxListeners + Watchers.most(maxListeners: maxListeners) + HTTPServer.mostWithoutHeader
            + spareConnections
    }

    private func open() {
        let settings = station.settings
        let wanted = Self.connections(maxListeners: settings.maxListeners)
        let allowed = OpenFiles.allow(wanted + HTTPServer.firstFile) - HTTPServer.firstFile
        if allowed < wanted {
            log.warning(
                "too few files may be open for so many listeners",
                ["connections": allowed, "wanted": wanted, "max_listeners": settings.maxListeners])
        }
        do throws(SystemError) {
            let socket = try ListeningSocket(address: settings.listenAddress, port: settings.listenPort)
            let port = socket.port
            let limits = HTTPServer.Limits(connections: max(16, min(wanted, allowed)))
            let router = Router(station: station)
            let opened = try HTTPServer(socket: socket, limits: limits, clock: .system) {
                router.reply(to: $0)
            }
            server.withLock { $0 = opened }
            let address = settings.listenAddress.isEmpty ? "every address" : settings.listenAddress
            log.notice("open for listeners", ["address": address, "port": port])
        } catch {
            let times = failures.withLock { $0.count(atNanoseconds: Clock.system.monotonicNanoseconds()) }
            guard let times else { return }
            log.error(
                "not open for listeners", ["reason": "\(error)", "again_in_seconds": 5, "times": times])
        }
    }
}
