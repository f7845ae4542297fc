import Foundation

/// What came back over HTTP.
struct Answer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    var object: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:]
    }

    /// Nil when it is none.
    init?(_ bytes: [UInt8]) {
        guard let end = Data(bytes).range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
        self.status = status
        let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].lowercased(), value)
        }
        headers = Dictionary(pairs) { $1 }
        body = Array(bytes[end.upperBound...])
    }

    /// Asks and takes everything that comes within the time, or `most` bytes of it. Blocks.
    static func to(
        _ method: String, _ path: String, port: Int, host: String = "127.0.0.1", headers: [String] = [],
        body: String = "", most: Int = 1 << 20, seconds: Double = 20
    ) throws -> Answer {
        let line = try Line(port: port, host: host)
        let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
        let head =
            ["\(method) \(path) HTTP/1.1", "Host: localhost:\(port)", "Connection: close"] + length + headers
        line.send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        let end = monotonicSeconds() + seconds
        while all.count < most, monotonicSeconds() < end {
            guard case .bytes(let count) = line.receive(into: &piece, seconds: end - monotonicSeconds())
            else { break }
            all += piece[..<count]
            if let answer = Answer(all), answer.isWhole { return answer }
        }
        guard let answer = Answer(all) else {
            throw NeverHappened(description: "\(method) \(path) was answered with \(all.count) bytes")
        }
        return answer
    }

    /// Not every server closes when asked to.
    private var isWhole: Bool {
        headers["content-length"].flatMap { Int($0) }.map { body.count >= $0 } ?? false
    }
}
