/// The text of a settings file, read as systemd reads an `EnvironmentFile=`: comments stand on lines of their own,
/// a value may be quoted, and blanks around it do not count.
enum SettingsText {
    struct Line: Equatable {
        let number: Int
        let key: String
        let value: String
    }

    static func lines(of text: String, from source: String) throws(SettingsError) -> [Line] {
        var lines: [Line] = []
        let pieces = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, piece) in pieces.enumerated() {
            let content = trimmed(piece)
            guard let first = content.first, first != "#", first != ";" else { continue }
            guard let equals = content.firstIndex(of: "="), isKey(content[..<equals]),
                let value = unquoted(trimmed(content[content.index(after: equals)...]))
            else { throw .notAnAssignment(line: withoutValue(content), place: "\(source) line \(index + 1)") }
            lines.append(Line(number: index + 1, key: String(content[..<equals]), value: value))
        }
        return lines
    }

    private static func isKey(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == 0x5F
            }
    }

    /// A line we cannot read may still hold a password, or be one: only what stands before the value is shown.
    private static func withoutValue(_ line: Substring) -> String {
        guard let equals = line.firstIndex(of: "=") else { return "the line" }
        return "\"\(line[...equals].prefix(32))…\""
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    /// Nil for a quote that is never closed, or text after one that is.
    private static func unquoted(_ text: Substring) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            return text.contains("\0") || text.last == "\\" ? nil : String(text)
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote { return rest.isEmpty ? value : nil }
            if character == "\\" && quote == "\"", let escaped = rest.popFirst() {
                value.append(escaped)
            } else if character != "\0" {
                value.append(character)
            } else {
                return nil
            }
        }
        return nil
    }
}
