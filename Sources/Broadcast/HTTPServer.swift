import CMicroHTTPD
import Glibc
package import Platform
import Synchronization

/// libmicrohttpd on one thread of its own: asks `respond` what to answer, and feeds streams as fast as their clients
/// take them.
package final class HTTPServer: @unchecked Sendable {
    // Unchecked: what only the server's thread uses is said to; everything shared is atomic or set once.
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

    /// The numbers below remain for files and sockets that are not clients.
    package static let firstFile = 128
    /// Who connects and asks for nothing, or takes no answer; a new one sends the oldest away.
    package static let mostWithoutHeader = 512

    let respond: Respond
    let connections: ConnectionTable
    /// Bytes on their way from a stream to the library; only the server's thread touches them.
    var scratch = [UInt8](repeating: 0, count: 65_536)
    /// Streams that have nothing to give now, by group; only the server's thread touches them.
    private var waiting: [[ActiveStream]] = WakeGroup.allCases.map { _ in [] }
    /// A bit for each group in which somebody waits, and for each that shall look again.
    private let expectant = Atomic<UInt8>(0)
    private let due = Atomic<UInt8>(0)
    private let stopping = Atomic<Bool>(false)
    private let isRoundDue = Atomic<Bool>(false)
    private let bell = http_make_bell()
    private let entrance: Entrance
    private var daemon: OpaquePointer?
    private var thread: WorkerThread?

    /// Takes the socket over.
    package init(
        socket: consuming ListeningSocket, limits: Limits, clock: Clock, respond: @escaping Respond
    ) throws(SystemError) {
        self.respond = respond
        connections = ConnectionTable(
            headerNanoseconds: Int64(limits.headerSeconds) * 1_000_000_000,
            mostWithoutHeader: Self.mostWithoutHeader, clock: clock)
        let listening = http_copy_of(socket.file)
        guard bell >= 0, listening >= 0 else {
            throw SystemError(errno, doing: "start the HTTP server")
        }
        entrance = Entrance(door: listening, mostInside: limits.connections)
        var options = http_options()
        options.connections = UInt32(limits.connections)
        options.memory_per_connection = limits.memoryPerConnection
        options.idle_seconds = UInt32(limits.idleSeconds)
        options.answer = answerRequest
        options.connection = noteConnection
        options.completed = noteCompletion
        options.owner = Unmanaged.passUnretained(self).toOpaque()
        guard let daemon = http_start(&options) else {
            throw SystemError(errno, doing: "start the HTTP server")
        }
        self.daemon = daemon
        do throws(SystemError) {
            thread = try WorkerThread(name: "http") { self.serve() }
        } catch {
            MHD_stop_daemon(daemon)
            throw error
        }
    }

    deinit { close(bell) }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Lets every stream of a group that is waiting look again. Costs next to nothing when there is none.
    package func wake(_ group: WakeGroup) {
        due.bitwiseOr(group.bit, ordering: .sequentiallyConsistent)
        if expectant.load(ordering: .sequentiallyConsistent) & group.bit != 0 { http_ring(bell) }
    }

    /// Call about once a second: shows those out who connected and never asked for anything, and those who have gone
    /// while there was nothing to give them.
    package func expireConnections() {
        connections.expire()
        isRoundDue.store(true, ordering: .releasing)
        http_ring(bell)
    }

    package var connectionCount: Int { connections.count }

    /// Lets every client go. Until then the server's thread keeps this alive.
    package func stop() {
        guard !stopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        http_ring(bell)
        thread?.join()
        if let daemon { MHD_stop_daemon(daemon) }
    }

    private func serve() {
        while !isStopping {
            resume(due.exchange(0, ordering: .sequentiallyConsistent))
            if isRoundDue.exchange(false, ordering: .acquiringAndReleasing) { makeRound() }
            entrance.letIn(to: daemon) { connections.count }
            MHD_run(daemon)
            expectant.store(waitingGroups, ordering: .sequentiallyConsistent)
            if due.load(ordering: .sequentiallyConsistent) & waitingGroups == 0 {
                http_wait(daemon, bell, entrance.file(inside: connections.count))
            }
        }
        // Suspended clients must be resumed before the library is stopped: it insists.
        resume(.max)
    }

    private var waitingGroups: UInt8 {
        WakeGroup.allCases.reduce(0) { waiting[$1.rawValue].isEmpty ? $0 : $0 | $1.bit }
    }

    private func resume(_ groups: UInt8) {
        for group in WakeGroup.allCases where groups & group.bit != 0 {
            for stream in waiting[group.rawValue] { MHD_resume_connection(stream.connection) }
            waiting[group.rawValue].removeAll(keepingCapacity: true)
        }
    }

    private func makeRound() {
        entrance.lookAgain()
        dismissThoseGone()
    }

    /// The library looks at no line that is suspended. Who still hears something is found when he is sent it, and may
    /// have closed only his own half.
    private func dismissThoseGone() {
        for group in waiting.indices {
            waiting[group].removeAll { stream in
                guard stream.isGone() else { return false }
                MHD_resume_connection(stream.connection)
                return true
            }
        }
    }

    /// Called by a stream's reader that has nothing to give now.
    func suspend(_ stream: ActiveStream) {
        MHD_suspend_connection(stream.connection)
        waiting[stream.stream.wakeGroup.rawValue].append(stream)
    }
}

extension WakeGroup {
    fileprivate var bit: UInt8 { 1 << UInt8(rawValue) }
}

/// One client being fed. It lives as long as libmicrohttpd's response to it.
final class ActiveStream: @unchecked Sendable {
    // Unchecked: only the server's thread uses it.
    let connection: OpaquePointer
    let socket: Int32
    let stream: any HTTPStream
    unowned let server: HTTPServer
    private var sendBufferBytes = 0
    /// Looks since it was given something.
    private var idleRounds = 0
    private var isLeft = false

    private static let mostIdleRounds = 5

    init(connection: OpaquePointer, stream: any HTTPStream, server: HTTPServer) {
        self.connection = connection
        self.stream = stream
        self.server = server
        socket = http_socket(connection)
        fitSendBuffer()
    }

    private func fitSendBuffer() {
        guard stream.sendBufferBytes != sendBufferBytes else { return }
        sendBufferBytes = stream.sendBufferBytes
        set(socket, SOL_SOCKET, SO_SNDBUF, Int32(sendBufferBytes))
    }

    /// Asked about once a second.
    func isGone() -> Bool {
        idleRounds += 1
        isLeft = idleRounds > Self.mostIdleRounds && http_has_left(socket) != 0
        return isLeft
    }

    func read(into buffer: UnsafeMutablePointer<CChar>, room: Int) -> Int {
        if server.isStopping || isLeft { return Int(MHD_CONTENT_READER_END_OF_STREAM) }
        let step = stream.next(
            into: &server.scratch, room: min(room, server.scratch.count),
            unsentBytes: Int(http_unsent_bytes(socket)))
        switch step {
        case .end: return Int(MHD_CONTENT_READER_END_OF_STREAM)
        case .wait:
            server.suspend(self)
            return 0
        case .bytes(let count):
            idleRounds = 0
            fitSendBuffer()
            server.scratch.withUnsafeBytes {
                UnsafeMutableRawPointer(buffer).copyMemory(
                    from: $0.baseAddress ?? UnsafeRawPointer(buffer), byteCount: count)
            }
            return count
        }
    }
}
