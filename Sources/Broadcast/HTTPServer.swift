import CMicroHTTPD
import Glibc
package import Platform
import Synchronization

/// libmicrohttpd with one thread of its own: asks `respond` what to answer, and feeds streams as fast as their clients
/// take them.
package final class HTTPServer: @unchecked Sendable {
    // Unchecked: the daemon's pointer is set once; everything shared lies behind a mutex or is atomic.
    package typealias Respond = @Sendable (HTTPRequest) -> HTTPReply

    package struct Limits: Sendable {
        package var connections: Int
        package var memoryPerConnection = 12_288
        /// A client that takes nothing for so long is let go.
        package var idleSeconds = 30
        /// A request whose header is not there by then is no request.
        package var headerSeconds = 10

        package init(connections: Int) { self.connections = connections }
    }

    let respond: Respond
    let waiting = Mutex<[[ActiveStream]]>(WakeGroup.allCases.map { _ in [] })
    let connections: ConnectionTable
    /// Bytes on their way from a stream to the library; only the server's thread touches them.
    var scratch = [UInt8](repeating: 0, count: 65_536)
    private let stopping = Atomic<Bool>(false)
    private var daemon: OpaquePointer?

    /// Takes the socket over.
    package init(
        socket: consuming ListeningSocket, limits: Limits, clock: Clock, respond: @escaping Respond
    ) throws(SystemError) {
        self.respond = respond
        connections = ConnectionTable(
            headerNanoseconds: Int64(limits.headerSeconds) * 1_000_000_000, mostWithoutHeader: 512,
            clock: clock)
        let listening = dup(socket.file)
        var options = http_options()
        options.listen_socket = listening
        options.connections = UInt32(limits.connections)
        options.memory_per_connection = limits.memoryPerConnection
        options.idle_seconds = UInt32(limits.idleSeconds)
        options.answer = answerRequest
        options.connection = noteConnection
        options.completed = noteCompletion
        options.owner = Unmanaged.passUnretained(self).toOpaque()
        guard let daemon = http_start(&options) else {
            let code = errno
            close(listening)
            throw SystemError(code, doing: "start the HTTP server")
        }
        self.daemon = daemon
    }

    deinit { stop() }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Lets every stream of a group that is waiting look again.
    package func wake(_ group: WakeGroup) {
        // Held to the end: the daemon must not go while its connections are being resumed.
        waiting.withLock { waiting in
            for stream in waiting[group.rawValue] { MHD_resume_connection(stream.connection) }
            waiting[group.rawValue].removeAll(keepingCapacity: true)
        }
    }

    /// Call about once a second: shows those out who connected and never asked for anything.
    package func expireConnections() { connections.expire() }

    package var connectionCount: Int { connections.count }

    /// Lets every client go. Suspended ones must be resumed first: the library insists.
    package func stop() {
        guard let daemon, !stopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        for group in WakeGroup.allCases { wake(group) }
        MHD_stop_daemon(daemon)
    }

    /// Called by a stream's reader that has nothing to give now.
    func suspend(_ stream: ActiveStream) {
        let group = stream.stream.wakeGroup
        waiting.withLock { waiting in
            MHD_suspend_connection(stream.connection)
            // Whoever stops us has woken all sleepers already, and will not come again.
            if isStopping {
                MHD_resume_connection(stream.connection)
            } else {
                waiting[group.rawValue].append(stream)
            }
        }
    }
}

/// One client being fed. It lives as long as libmicrohttpd's response to it.
final class ActiveStream: @unchecked Sendable {
    // Unchecked: after it is made, only the server's thread uses it; `wake` takes just the connection.
    let connection: OpaquePointer
    let socket: Int32
    let stream: any HTTPStream
    unowned let server: HTTPServer

    init(connection: OpaquePointer, stream: any HTTPStream, server: HTTPServer) {
        self.connection = connection
        self.stream = stream
        self.server = server
        socket = http_socket(connection)
    }

    func read(into buffer: UnsafeMutablePointer<CChar>, room: Int) -> Int {
        if server.isStopping { return Int(MHD_CONTENT_READER_END_OF_STREAM) }
        let unsent = Int(http_unsent_bytes(socket))
        let step = stream.next(
            into: &server.scratch, room: min(room, server.scratch.count), unsentBytes: unsent)
        switch step {
        case .end: return Int(MHD_CONTENT_READER_END_OF_STREAM)
        case .wait:
            server.suspend(self)
            return 0
        case .bytes(let count):
            server.scratch.withUnsafeBytes {
                UnsafeMutableRawPointer(buffer).copyMemory(
                    from: $0.baseAddress ?? UnsafeRawPointer(buffer), byteCount: count)
            }
            return count
        }
    }
}
