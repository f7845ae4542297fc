/// How far the clocks of a place are ahead of UTC, and when: a file of zoneinfo (RFC 8536), read by ourselves. The C
/// library knows one time zone for the whole process, and changing it under threads that run is not allowed.
package struct TimeZoneRules: Sendable {
    private var transitions: [(at: Int, offset: Int)] = []
    private var firstOffset = 0
    /// For the time after the last transition.
    private var rule: YearlyRule?

    package static let utc = TimeZoneRules()
    package static let folder = "/usr/share/zoneinfo"

    private init() {}

    /// Nil for what is no such file.
    package init?(parsing bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let first = reader.header(), first.version >= UInt8(ascii: "2") else { return nil }
        // The first half is for readers of the last century.
        reader.place += first.bytes(timeBytes: 4)
        guard let header = reader.header(), header.types > 0,
            reader.place + header.bytes(timeBytes: 8) <= bytes.count
        else { return nil }
        let times = (0..<header.times).map { reader.number(at: reader.place + $0 * 8, bytes: 8) }
        let kinds = reader.place + header.times * 8
        let types = kinds + header.times
        let offsets = (0..<header.types).map { reader.number(at: types + $0 * 6, bytes: 4) }
        for (index, time) in times.enumerated() {
            let kind = Int(bytes[kinds + index])
            guard kind < offsets.count else { return nil }
            transitions.append((time, offsets[kind]))
        }
        firstOffset = offsets[0]
        reader.place += header.bytes(timeBytes: 8)
        let footer = bytes[reader.place...].dropFirst().prefix { $0 != 0x0A }
        rule = YearlyRule(String(decoding: footer, as: UTF8.self))
    }

    /// Seconds ahead of UTC.
    package func offset(at unixSeconds: Int) -> Int {
        guard let last = transitions.last else { return rule?.offset(at: unixSeconds) ?? firstOffset }
        if unixSeconds >= last.at { return rule?.offset(at: unixSeconds) ?? last.offset }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= unixSeconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : transitions[low - 1].offset
    }

    package func time(at unixSeconds: Int) -> ShopTime {
        ShopTime(unixSeconds: unixSeconds, offset: offset(at: unixSeconds))
    }
}

private struct Reader {
    struct Header {
        let version: UInt8
        let counts: [Int]

        var times: Int { counts[3] }
        var types: Int { counts[4] }

        func bytes(timeBytes: Int) -> Int {
            times * (timeBytes + 1) + types * 6 + counts[5] + counts[2] * (timeBytes + 4) + counts[1]
                + counts[0]
        }
    }

    let bytes: [UInt8]
    var place = 0

    mutating func header() -> Header? {
        guard place + 44 <= bytes.count, bytes[place...].starts(with: Array("TZif".utf8)) else { return nil }
        let counts = (0..<6).map { number(at: place + 20 + $0 * 4, bytes: 4) }
        guard counts.allSatisfy({ (0...65_536).contains($0) }) else { return nil }
        defer { place += 44 }
        return Header(version: bytes[place + 4], counts: counts)
    }

    /// The highest byte first, with a sign.
    func number(at start: Int, bytes count: Int) -> Int {
        var number = Int(Int8(bitPattern: bytes[start]))
        for byte in bytes[(start + 1)..<(start + count)] { number = number << 8 | Int(byte) }
        return number
    }
}
