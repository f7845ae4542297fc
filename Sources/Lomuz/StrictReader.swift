package import Platform

/// Reads JSON as this contract has it: whole numbers only, no key twice in an object, no control character, nothing
/// that is not UTF-8, nothing nested deeper than eight.
package struct StrictReader {
    private let bytes: [UInt8]
    private let what: String
    private var place: Int
    private let end: Int
    private var depth = 0

    private init(_ bytes: [UInt8], from start: Int, _ what: String) {
        self.bytes = bytes
        self.what = what
        place = start
        end = bytes.count
    }

    /// `what` names the text in a refusal. With `start`, what stands before it is not looked at.
    package static func read(_ bytes: [UInt8], from start: Int = 0, _ what: String) throws(Refusal) -> JSON {
        var reader = StrictReader(bytes, from: start, what)
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.place == reader.end else { throw reader.refusal("something stands behind its end") }
        return value
    }

    private func refusal(_ reason: String) -> Refusal {
        Refusal(what, "\(reason) (at byte \(place))")
    }

    private mutating func value() throws(Refusal) -> JSON {
        skipBlanks()
        guard place < end else { throw refusal("it is cut short") }
        switch bytes[place] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .yesNo(true))
        case UInt8(ascii: "f"): return try word("false", .yesNo(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .whole(try whole())
        }
    }

    private mutating func object() throws(Refusal) -> JSON {
        try goIn()
        var members: [(key: String, value: JSON)] = []
        var keys: Set<String> = []
        if skip(UInt8(ascii: "}")) { return leave(.object(members)) }
        repeat {
            skipBlanks()
            guard place < end, bytes[place] == UInt8(ascii: "\"") else { throw refusal("a key is missing") }
            let key = try text()
            guard keys.insert(key).inserted else { throw refusal("the key \(key.prefix(40)) stands twice") }
            guard skip(UInt8(ascii: ":")) else { throw refusal("a colon is missing") }
            members.append((key, try value()))
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw refusal("an object does not end") }
        return leave(.object(members))
    }

    private mutating func array() throws(Refusal) -> JSON {
        try goIn()
        var elements: [JSON] = []
        if skip(UInt8(ascii: "]")) { return leave(.array(elements)) }
        repeat { elements.append(try value()) } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw refusal("a list does not end") }
        return leave(.array(elements))
    }

    private mutating func goIn() throws(Refusal) {
        depth += 1
        guard depth <= Limits.depth else { throw refusal("it is nested deeper than \(Limits.depth)") }
        place += 1
    }

    private mutating func leave(_ value: JSON) -> JSON {
        depth -= 1
        return value
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Refusal) -> JSON {
        let letters = Array(word.description.utf8)
        guard end - place >= letters.count, Array(bytes[place..<place + letters.count]) == letters else {
            throw refusal("this is no value")
        }
        place += letters.count
        return value
    }

    private mutating func whole() throws(Refusal) -> Int {
        let isNegative = bytes[place] == UInt8(ascii: "-")
        if isNegative { place += 1 }
        let start = place
        var number = 0
        while place < end, (0x30...0x39).contains(bytes[place]) {
            guard place - start < 16 else { throw refusal("a number is too large") }
            number = number * 10 + Int(bytes[place] - 0x30)
            place += 1
        }
        let isOdd = bytes[start..<place].first == 0x30 && (place - start > 1 || isNegative)
        guard place > start, !isOdd else { throw refusal("this is no value") }
        if place < end, [0x2E, 0x45, 0x65].contains(bytes[place]) {
            throw refusal("a number is not a whole one")
        }
        guard Limits.integers.contains(number) else { throw refusal("a number is too large") }
        return isNegative ? -number : number
    }
}

extension StrictReader {
    private mutating func skipBlanks() {
        while place < end, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private mutating func skip(_ mark: UInt8) -> Bool {
        skipBlanks()
        guard place < end, bytes[place] == mark else { return false }
        place += 1
        return true
    }

    private mutating func text() throws(Refusal) -> String {
        place += 1
        let start = place
        while place < end, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\"),
            bytes[place] >= 0x20
        {
            place += 1
        }
        // Most have nothing in them that is escaped.
        if place < end, bytes[place] == UInt8(ascii: "\"") {
            defer { place += 1 }
            return try string(bytes[start..<place])
        }
        var letters = Array(bytes[start..<place])
        while place < end, bytes[place] != UInt8(ascii: "\"") {
            guard bytes[place] >= 0x20 else { throw refusal("a text holds a control character") }
            if bytes[place] == UInt8(ascii: "\\") {
                letters += Array(String(try escaped()).utf8)
            } else {
                letters.append(bytes[place])
                place += 1
            }
        }
        guard place < end else { throw refusal("a text does not end") }
        place += 1
        return try string(letters[...])
    }

    private func string(_ letters: ArraySlice<UInt8>) throws(Refusal) -> String {
        guard let text = String(validating: letters, as: UTF8.self) else {
            throw refusal("a text is not UTF-8")
        }
        return text
    }

    private mutating func escaped() throws(Refusal) -> Unicode.Scalar {
        guard place + 1 < end else { throw refusal("a text does not end") }
        let letter = bytes[place + 1]
        place += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw refusal("a text holds a control character")
        }
    }

    private mutating func escapedScalar() throws(Refusal) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) {
            guard first >= 0x20 else { throw refusal("a text holds a control character") }
            return scalar
        }
        guard (0xD800..<0xDC00).contains(first), place + 1 < end, bytes[place] == UInt8(ascii: "\\"),
            bytes[place + 1] == UInt8(ascii: "u")
        else { throw refusal("half a letter stands alone") }
        place += 2
        let second = try fourDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw refusal("half a letter stands alone") }
        return scalar
    }

    private mutating func fourDigits() throws(Refusal) -> UInt32 {
        guard place + 4 <= end, bytes[place] != UInt8(ascii: "+"), bytes[place] != UInt8(ascii: "-"),
            let value = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
        else { throw refusal("this is no letter") }
        place += 4
        return value
    }
}
