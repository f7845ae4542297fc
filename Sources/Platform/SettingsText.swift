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
        let pieces = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
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

    private static func isKey(_ text: Substring) -> Bool { !text.isEmpty && text.allSatisfy(isKeyLetter) }

    private static func isKeyLetter(_ letter: Character) -> Bool {
        letter == "_" || letter.isASCII && (letter.isLetter || letter.isNumber)
    }

    /// A line we cannot read may still hold a password, or be one: only what is surely its key is shown.
    private static func withoutValue(_ line: Substring) -> String {
        guard let equals = line.firstIndex(of: "="), isKey(line[..<equals]) else { return "the line" }
        return "\"\(line[...equals].prefix(32))…\""
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    /// Nil where systemd would read on in the next line, for text after a quote, and for a zero byte.
    private static func unquoted(_ text: Substring) -> String? {
        var rest = text.unicodeScalars
        let quote = rest.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
        if quote != nil { rest.removeFirst() }
        var value = String.UnicodeScalarView()
        while let letter = rest.popFirst(), letter != "\0" {
            if letter == quote { return rest.isEmpty ? String(value) : nil }
            value.append(letter)
            guard letter == "\\", quote != "'" else { continue }
            guard let escaped = rest.popFirst(), escaped != "\0" else { return nil }
            // Between double quotes, a backslash before anything that a shell would not expand stays.
            if quote == nil || "\"\\`$".unicodeScalars.contains(escaped) { value.removeLast() }
            value.append(escaped)
        }
        let isCutShort = quote != nil || text.unicodeScalars.contains("\0")
        return isCutShort ? nil : String(value)
    }
}
