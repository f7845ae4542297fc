import Glibc
import TestSupport
import Testing

/// An Icecast as far as its source can see it.
extension Doorstep {
    /// Takes the next who comes with a password and wants to send sound; others are sent away.
    func welcomeSource(saying welcome: String = "200 OK") throws -> Int32 {
        for _ in 0..<20 {
            let line = try #require(accept(seconds: 15), "nobody calls")
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = recv(line, &bytes, bytes.count, 0)
            let request = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            let isSource = request.hasPrefix("SOURCE") && request.contains("Authorization:")
            let refusal = "401 Who?\r\nWWW-Authenticate: Basic realm=\"Icecast\""
            let answer = Array("HTTP/1.0 \(isSource ? welcome : refusal)\r\n\r\n".utf8)
            send(line, answer, answer.count, Int32(MSG_NOSIGNAL))
            if isSource { return line }
            close(line)
        }
        throw NeverHappened(description: "no source came")
    }
}
