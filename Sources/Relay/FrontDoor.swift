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

    /// The page, /status and the like, beside as many listeners as are let in.
    private static let spareConnections = 1_024
    /// Segments, locks, sockets of our own.
    private static let otherFiles = 128

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

    func close() { server.withLock { $0 }?.stop() }

    private func open() {
        let settings = station.settings
        let wanted = settings.maxListeners + Self.spareConnections
        let allowed = OpenFiles.allow(wanted + Self.otherFiles) - Self.otherFiles
        if allowed < settings.maxListeners + 16 {
            log.warning(
                "fewer listeners possible", ["open_files": allowed, "max_listeners": settings.maxListeners])
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
