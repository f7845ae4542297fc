/// What a server said before its body.
package struct WebResponse: Sendable, Equatable {
    package internal(set) var status = 0
    package internal(set) var headers: [Header] = []
    package internal(set) var bodyBytes = 0
    /// What the server asked us to wait, whichever way it said so.
    package internal(set) var retryAfterSeconds: Int?

    package var isSuccess: Bool { 200...299 ~= status }

    /// Whether asking again later makes sense.
    package var isTemporary: Bool { [408, 425, 429].contains(status) || 500...599 ~= status }

    /// The first of this name, in whatever letters.
    package subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// A status line begins a new answer, such as the one that follows a 100.
    mutating func take(line bytes: [UInt8]) {
        let line = String(decoding: bytes.prefix { $0 != 13 && $0 != 10 }, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            self = WebResponse()
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append(Header(String(line[..<colon]), String(value)))
        }
    }
}
