import Glibc

/// The little of HTTP that it takes to ask a program nearby: one GET, and the answer as it comes.
package enum LocalHTTP {
    private static let mostBytes = 1_048_576

    package struct Address: Equatable, Sendable {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// What stands behind the answer's head when it is a 200; nil for any other answer.
    package static func get(
        _ path: String, host: String, port: Int, milliseconds: Int = 2_000
    ) throws(SystemError) -> [UInt8]? {
        let address = Address(host: host, port: port)
        let (answer, isWhole) = try ask(path, address, [], most: mostBytes, milliseconds)
        guard isWhole else { throw SystemError(ETIMEDOUT, doing: "hear \(host) port \(port)") }
        return body(of: answer)
    }

    /// How much of an endless answer comes until it is enough, or the time is over; nil for another answer than a 200.
    package static func listen(
        to path: String, at address: Address, headers: [String] = [], enough: Int, milliseconds: Int
    ) throws(SystemError) -> Int? {
        // The head is small beside what is enough.
        try body(of: ask(path, address, headers, most: enough + 1_024, milliseconds).answer)?.count
    }

    private static func ask(
        _ path: String, _ address: Address, _ headers: [String], most: Int, _ milliseconds: Int
    ) throws(SystemError) -> (answer: [UInt8], isWhole: Bool) {
        let end = Clock.system.monotonicNanoseconds() + Int64(milliseconds) * 1_000_000
        let socket = try connect(address.host, address.port, milliseconds)
        defer { close(socket) }
        let lines =
            ["GET \(path) HTTP/1.0", "Host: \(address.host)", "Connection: close"] + headers + ["", ""]
        let request = Array(lines.joined(separator: "\r\n").utf8)
        guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw SystemError(errno, doing: "ask \(address.host) port \(address.port)")
        }
        return try read(socket, most, until: end, "hear \(address.host) port \(address.port)")
    }

    private static func connect(_ host: String, _ port: Int, _ milliseconds: Int) throws(SystemError) -> Int32
    {
        let doing = "reach \(host) port \(port)"
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0 else {
            throw SystemError(EADDRNOTAVAIL, doing: doing)
        }
        defer { freeaddrinfo(found) }
        // A name may have several addresses, and a server need not be at all of them.
        var code = EADDRNOTAVAIL
        var next = found
        while let entry = next {
            let file = open(entry.pointee, milliseconds)
            if file >= 0 { return file }
            code = errno == EINPROGRESS ? ETIMEDOUT : errno
            next = entry.pointee.ai_next
        }
        throw SystemError(code, doing: doing)
    }

    /// Negative with errno when it fails.
    private static func open(_ entry: addrinfo, _ milliseconds: Int) -> Int32 {
        let kind = entry.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
        let file = socket(entry.ai_family, kind, entry.ai_protocol)
        guard file >= 0 else { return file }
        // The limit holds for connecting too.
        var limit = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard Glibc.connect(file, entry.ai_addr, entry.ai_addrlen) == 0 else {
            let code = errno
            close(file)
            errno = code
            return -1
        }
        return file
    }

    /// Whole: to its end, or as much as was wanted.
    private static func read(
        _ socket: Int32, _ most: Int, until end: Int64, _ doing: String
    ) throws(SystemError) -> (answer: [UInt8], isWhole: Bool) {
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while answer.count < most {
            guard Clock.system.monotonicNanoseconds() < end else { return (answer, false) }
            let count = recv(socket, &piece, piece.count, 0)
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return (answer, false) }
            guard count >= 0 else { throw SystemError(errno, doing: doing) }
            if count == 0 { break }
            answer += piece[..<count]
        }
        return (answer, true)
    }

    static func body(of answer: [UInt8]) -> [UInt8]? {
        let end = Array("\r\n\r\n".utf8)
        guard answer.starts(with: "HTTP/1.".utf8), answer.count > 12,
            answer[8...].starts(with: " 200".utf8),
            let head = answer.indices.first(where: { answer[$0...].starts(with: end) })
        else { return nil }
        return Array(answer[(head + end.count)...])
    }
}
