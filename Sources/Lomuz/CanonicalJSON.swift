package import Platform

extension JSON {
    /// The one way to write it: keys in the order of their bytes, no blanks, whole numbers. Python writes the same with
    /// `json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)`.
    package var canonical: String { sorted.description }

    private var sorted: JSON {
        switch self {
        case .object(let members):
            let inOrder = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return .object(inOrder.map { ($0.key, $0.value.sorted) })
        case .array(let elements): return .array(elements.map(\.sorted))
        default: return self
        }
    }
}

/// The members of one object, each asked for by name.
struct Members {
    private let what: String
    private let values: [String: JSON]

    init(_ json: JSON, _ what: String) throws(Refusal) {
        guard let members = json.asMembers else { throw Refusal(what, "it is no object") }
        self.what = what
        values = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    }

    func refusal(_ reason: String) -> Refusal { Refusal(what, reason) }

    func has(_ key: String) -> Bool { values[key].map { !$0.isNull } ?? false }

    func value(_ key: String) throws(Refusal) -> JSON {
        guard let value = values[key] else { throw refusal("\(key) is missing") }
        return value
    }

    func whole(_ key: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard case .whole(let number) = try value(key) else { throw refusal("\(key) is no whole number") }
        guard range.contains(number) else { throw refusal("\(key) is \(number), which is out of range") }
        return number
    }

    /// Nil for null and for what is not there.
    func optionalWhole(_ key: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int? {
        has(key) ? try whole(key, range) : nil
    }

    func yesNo(_ key: String) throws(Refusal) -> Bool {
        guard let value = try value(key).asYesNo else { throw refusal("\(key) is neither true nor false") }
        return value
    }

    func text(_ key: String, most: Int = 1_000) throws(Refusal) -> String {
        guard let text = try value(key).asText else { throw refusal("\(key) is no text") }
        guard text.utf8.count <= most else { throw refusal("\(key) is longer than \(most) bytes") }
        return text
    }

    func list(_ key: String, most: Int = Limits.records) throws(Refusal) -> [JSON] {
        guard let list = try value(key).asArray else { throw refusal("\(key) is no list") }
        guard list.count <= most else { throw refusal("\(key) has more than \(most) elements") }
        return list
    }

    func id(_ key: String) throws(Refusal) -> String {
        let id = try text(key)
        guard id.isPlainID else { throw refusal("\(key) may hold only letters, digits, _ and -, 1 to 64") }
        return id
    }

    func fingerprint(_ key: String) throws(Refusal) -> Fingerprint {
        guard let fingerprint = Fingerprint(hexadecimal: try text(key)) else {
            throw refusal("\(key) is not 64 hexadecimal digits")
        }
        return fingerprint
    }

    /// When something begins and ends to hold; null for ever.
    func window() throws(Refusal) -> (from: Int?, until: Int?) {
        let from = try optionalWhole("from", Limits.times)
        let until = try optionalWhole("until", Limits.times)
        if let from, let until, from > until { throw refusal("it ends before it begins") }
        return (from, until)
    }
}

extension String {
    /// Whether it can be the name of a record, a stream or a device. It becomes no path even so.
    package var isPlainID: Bool {
        (1...64).contains(utf8.count)
            && utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }

    var isLowercaseHexadecimal: Bool {
        utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
