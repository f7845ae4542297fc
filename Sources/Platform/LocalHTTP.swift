import Glibc

/// The little of HTTP that it takes to ask a program on this machine: one GET, and the answer as it comes.
package enum LocalHTTP {
    private static let mostBytes = 1_048_576

    /// What stands behind the answer's head when it is a 200; nil for any other answer.
    package static func get(_ path: String, host: String, port: Int, milliseconds: Int = 2_000)
        throws(SystemError) -> [UInt8]?
    {
        let socket = try connect(host, port, milliseconds)
        defer { close(socket) }
        let request = Array("GET \(path) HTTP/1.0\r\nHost: \(host)\r\nConnection: close\r\n\r\n".utf8)
        guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw SystemError(errno, doing: "ask \(host) port \(port)")
        }
        let answer = try read(socket, "hear \(host) port \(port)")
        return body(of: answer)
    }

    private static func connect(_ host: String, _ port: Int, _ milliseconds: Int) throws(SystemError) -> Int32
    {
        let doing = "reach \(host) port \(port)"
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let found else {
            throw SystemError(EADDRNOTAVAIL, doing: doing)
        }
        defer { freeaddrinfo(found) }
        let kind = found.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
        let file = socket(found.pointee.ai_family, kind, found.pointee.ai_protocol)
        guard file >= 0 else { throw SystemError(errno, doing: doing) }
        // The limit holds for connecting too.
        var limit = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard Glibc.connect(file, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
            let code = errno == EINPROGRESS ? ETIMEDOUT : errno
            close(file)
            throw SystemError(code, doing: doing)
        }
        return file
    }

    private static func read(_ socket: Int32, _ doing: String) throws(SystemError) -> [UInt8] {
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while answer.count < mostBytes {
            let count = recv(socket, &piece, piece.count, 0)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemError(errno == EAGAIN ? ETIMEDOUT : errno, doing: doing) }
            if count == 0 { break }
            answer += piece[..<count]
        }
        return answer
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
