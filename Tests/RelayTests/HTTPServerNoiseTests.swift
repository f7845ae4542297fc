import Broadcast
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `noise instead of requests` {
    @Test func `does no harm`() throws {
        let socket = try ListeningSocket(address: "127.0.0.1", port: 0)
        let port = socket.port
        var limits = HTTPServer.Limits(connections: 1_124)
        limits.headerSeconds = 1
        let server = try HTTPServer(socket: socket, limits: limits, clock: .system) { request in
            let length = request.path.utf8.count + request.query.count + request.headers.count
            return HTTPReply(
                status: 200, headers: [("X-Length", "\(length)")], body: .bytes(Array("ok".utf8)))
        }
        var luck = Luck(seed: 20_261_121)
        for round in 0..<600 {
            let noise =
                round % 3 == 0 ? luck.bytes(.random(in: 0...3_000, using: &luck)) : luck.brokenRequest()
            talk(noise, to: port, waits: round % 8 == 0)
            if round % 50 == 0 {
                #expect(talk(Array(Self.good.utf8), to: port, waits: true).hasPrefix("HTTP/1.1 200"))
            }
        }
        #expect(talk(Array(Self.good.utf8), to: port, waits: true).hasSuffix("ok"))
        // Those who never said anything whole are shown out.
        for _ in 0..<400 where server.connectionCount > 0 {
            server.expireConnections()
            usleep(20_000)
        }
        #expect(server.connectionCount == 0)
        server.stop()
    }

    private static let good = "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"

    /// What came back, when we waited for it.
    @discardableResult
    private func talk(_ bytes: [UInt8], to port: Int, waits: Bool) -> String {
        let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(line) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
        let isOpen = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(line, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        #expect(isOpen)
        var sent = 0
        while sent < bytes.count {
            let count = send(line, Array(bytes[sent...]), bytes.count - sent, Int32(MSG_NOSIGNAL))
            guard count > 0 else { break }
            sent += count
        }
        guard waits else { return "" }
        shutdown(line, Int32(SHUT_WR))
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(line, &piece, piece.count, 0)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += piece[..<count]
        }
    }
}

extension Luck {
    fileprivate mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// Nearly a request: bytes changed, dropped, doubled or cut off.
    fileprivate mutating func brokenRequest() -> [UInt8] {
        let lines = [
            "GET /stream.wav?rewind=3&rewind HTTP/1.1", "HEAD /%00%ff%zz?%=&&& HTTP/1.0",
            "OPTIONS * HTTP/1.1",
            "POST /status HTTP/1.1", "GET http://elsewhere/ HTTP/9.9", "GET / HTTP/1.1", "BREW /coffee",
        ]
        let headers = [
            "Host: here", "Range: bytes=0-1", "Icy-MetaData: 1", "Content-Length: 18446744073709551616",
            "Content-Length: -1", "Transfer-Encoding: chunked", "Accept: application/json", ": empty",
            " folded",
            "Cookie: " + String(repeating: "x", count: Int.random(in: 0...9_000, using: &self)),
            "Expect: 100-continue",
        ]
        let chosen = headers.shuffled(using: &self).prefix(Int.random(in: 0...5, using: &self))
        let start = lines.randomElement(using: &self) ?? ""
        var bytes =
            Array(([start] + chosen).joined(separator: "\r\n").utf8) + Array("\r\n\r\nffff\r\nbody".utf8)
        for _ in 0..<Int.random(in: 0...4, using: &self) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: bytes[..<min(place, 200)], at: place)
            default: bytes.removeLast(bytes.count - place)
            }
        }
        return bytes
    }
}
