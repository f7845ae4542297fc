import Platform

/// A mail as it is sent: ASCII alone, whatever is said in it.
struct Letter {
    private let from: String
    private let to: [String]
    private let subject: String
    private let body: String
    private let key: String
    private let madeMicroseconds: Int64

    private static let lineLength = 76
    /// An encoded word must not be longer than a line.
    private static let subjectBytes = 42

    /// The same key is the same mail, so that a mailbox can tell when it comes twice.
    init(
        from: String, to: [String], subject: String, text: String, key: String, madeMicroseconds: Int64
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        body = text
        self.key = key
        self.madeMicroseconds = madeMicroseconds
    }

    var text: String {
        let domain = from.split(separator: "@").last ?? "localhost"
        let head = [
            "Date: \(date)", "From: Vinyl <\(from)>", "To: \(to.joined(separator: ", "))",
            "Subject: \(words.joined(separator: "\r\n "))", "Message-ID: <\(key)@\(domain)>",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64", "Auto-Submitted: auto-generated",
        ]
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let code = Base64.text(Array((lines + "\r\n").utf8))
        let folded = stride(from: 0, to: code.utf8.count, by: Self.lineLength).map { start in
            String(decoding: code.utf8.dropFirst(start).prefix(Self.lineLength), as: UTF8.self)
        }
        return (head + [""] + folded).map { $0 + "\r\n" }.joined()
    }

    /// `Sat, 21 Nov 2026 20:14:02 +0000`
    private var date: String {
        let iso = UTC(microseconds: madeMicroseconds).iso
        let parts = iso.split { "-T:.Z".contains($0) }
        let months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(separator: " ")
        let days = "Thu Fri Sat Sun Mon Tue Wed".split(separator: " ")
        guard parts.count >= 6, let month = Int(parts[1]), (1...12).contains(month) else { return iso }
        let day = Int(((madeMicroseconds / 86_400_000_000) % 7 + 7) % 7)
        return
            "\(days[day]), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) +0000"
    }

    private var words: [String] {
        let line = oneLine(subject)
        if line.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) && line.utf8.count < 60 { return [line] }
        var words: [String] = []
        var word: [UInt8] = []
        for character in line {
            let bytes = Array(String(character).utf8)
            if word.count + bytes.count > Self.subjectBytes {
                words.append(Self.encoded(word))
                word = []
            }
            word += bytes
        }
        return words + [Self.encoded(word)]
    }

    private static func encoded(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Base64.text(bytes))?=" }
}

/// Bytes in letters that every mail server lets through.
enum Base64 {
    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            var four: [UInt8] = []
            for _ in 0..<4 {
                four.append(letters[value & 63])
                value >>= 6
            }
            text += four.reversed().prefix(group.count + 1)
            text += [UInt8](repeating: 61, count: 3 - group.count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
