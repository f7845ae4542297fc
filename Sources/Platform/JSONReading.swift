/// Why a text is no JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    package let offset: Int

    package var description: String { "not JSON from byte \(offset) on" }
}

extension JSON {
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes: bytes)
        self = try reader.whole()
    }

    package subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    package var asText: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }

    package var asWhole: Int? {
        switch self {
        case .whole(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    package var asNumber: Double? {
        switch self {
        case .whole(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    package var asArray: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    package var asMembers: [(key: String, value: JSON)]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    package var asYesNo: Bool? {
        guard case .yesNo(let value) = self else { return nil }
        return value
    }
}

/// Reads one JSON text. Outside bytes: whatever they are, it ends in an answer or an error.
private struct JSONReader {
    let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private static let deepest = 64

    mutating func whole() throws(JSONError) -> JSON {
        let value = try value()
        guard next() == nil else { throw JSONError(offset: place) }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        switch next() {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONError) in try reader.array() }
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .yesNo(true))
        case UInt8(ascii: "f"): return try word("false", .yesNo(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout Self) throws(JSONError) -> JSON) throws(JSONError) -> JSON {
        depth += 1
        guard depth <= Self.deepest else { throw JSONError(offset: place) }
        place += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONError) -> JSON {
        var members: [(key: String, value: JSON)] = []
        if skip("}") { return .object(members) }
        repeat {
            guard next() == UInt8(ascii: "\"") else { throw JSONError(offset: place) }
            let key = try text()
            guard skip(":") else { throw JSONError(offset: place) }
            members.append((key, try value()))
        } while skip(",")
        guard skip("}") else { throw JSONError(offset: place) }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSON {
        var elements: [JSON] = []
        if skip("]") { return .array(elements) }
        repeat { elements.append(try value()) } while skip(",")
        guard skip("]") else { throw JSONError(offset: place) }
        return .array(elements)
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[place...].starts(with: word.utf8) else { throw JSONError(offset: place) }
        place += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = place
        while place < bytes.count, Self.isOfNumber(bytes[place]) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard let first = text.utf8.first, first == 0x2D || (0x30...0x39).contains(first) else {
            throw JSONError(offset: start)
        }
        if let whole = Int(text) { return .whole(whole) }
        guard let value = Double(text), value.isFinite else { throw JSONError(offset: start) }
        return .number(value)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }
}

extension JSONReader {
    /// The next byte that is no blank, which stays where it is.
    private mutating func next() -> UInt8? {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
        return place < bytes.count ? bytes[place] : nil
    }

    private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard let byte = next(), UInt32(byte) == mark.value else { return false }
        place += 1
        return true
    }

    private mutating func text() throws(JSONError) -> String {
        place += 1
        var text: [UInt8] = []
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "\\") {
                text += Array(String(try escaped()).utf8)
            } else {
                text.append(bytes[place])
                place += 1
            }
        }
        guard place < bytes.count else { throw JSONError(offset: place) }
        place += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
        guard place + 1 < bytes.count else { throw JSONError(offset: place) }
        let letter = bytes[place + 1]
        place += 2
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw JSONError(offset: place)
        }
    }

    /// Two halves make one scalar; a half alone stands for nothing that could be shown.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard bytes[place...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
        place += 2
        let second = try fourDigits()
        guard (0xD800..<0xDC00).contains(first), (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        guard place + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
        else { throw JSONError(offset: place) }
        place += 4
        return value
    }
}
