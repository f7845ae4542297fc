import Platform

/// More than any tape has, and few enough for sums of them never to overflow.
let mostFrames = 1 << 50

/// One JSON object, and what must be under which name.
struct SidecarFields {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    func text(_ name: String) throws(SidecarError) -> String {
        guard let value = json[name]?.asText else { throw .field(name) }
        return value
    }

    func optionalText(_ name: String) throws(SidecarError) -> String? {
        isThere(name) ? try text(name) : nil
    }

    func tape(_ name: String) throws(SidecarError) -> String {
        let value = try text(name)
        guard TapeID.isValid(value[...]) else { throw .field(name) }
        return value
    }

    func whole(_ name: String, _ range: ClosedRange<Int>) throws(SidecarError) -> Int {
        guard let value = json[name]?.asWhole, range.contains(value) else { throw .field(name) }
        return value
    }

    func optionalWhole(_ name: String, _ range: ClosedRange<Int>) throws(SidecarError) -> Int? {
        isThere(name) ? try whole(name, range) : nil
    }

    /// Within some hundred thousand years.
    func time(_ name: String) throws(SidecarError) -> Int64 {
        Int64(try whole(name, -(1 << 60)...(1 << 60)))
    }

    func optionalTime(_ name: String) throws(SidecarError) -> Int64? { isThere(name) ? try time(name) : nil }

    func number(_ name: String) throws(SidecarError) -> Double {
        guard let value = json[name]?.asNumber, abs(value) < 1e9 else { throw .field(name) }
        return value
    }

    func yesNo(_ name: String) throws(SidecarError) -> Bool {
        guard let value = json[name]?.asYesNo else { throw .field(name) }
        return value
    }

    func range(within all: Range<Int>) throws(SidecarError) -> Range<Int> {
        let start = try whole("start", all.lowerBound...all.upperBound)
        return start..<(try whole("end", start...all.upperBound))
    }

    func wholes(_ name: String) throws(SidecarError) -> [Int] {
        guard let elements = json[name]?.asArray else { throw .field(name) }
        let wholes = elements.compactMap(\.asWhole).filter { Int16(exactly: $0) != nil }
        guard wholes.count == elements.count else { throw .field(name) }
        return wholes
    }

    func tags() throws(SidecarError) -> [Sidecar.Tag] {
        guard let members = json["tags"]?.asMembers else { throw .field("tags") }
        var tags: [Sidecar.Tag] = []
        for member in members {
            guard let value = member.value.asText else { throw .field("tags") }
            tags.append(Sidecar.Tag(member.key, value))
        }
        return tags
    }

    func part<Part>(
        _ name: String, _ read: (SidecarFields) throws(SidecarError) -> Part
    ) throws(SidecarError) -> Part {
        guard let part = json[name], part.asMembers != nil else { throw .field(name) }
        return try read(SidecarFields(part))
    }

    func optional<Part>(
        _ name: String, _ read: (SidecarFields) throws(SidecarError) -> Part
    ) throws(SidecarError) -> Part? {
        isThere(name) ? try part(name, read) : nil
    }

    func all<Part>(
        _ name: String, _ read: (SidecarFields) throws(SidecarError) -> Part
    ) throws(SidecarError) -> [Part] {
        guard let elements = json[name]?.asArray else { throw .field(name) }
        var parts: [Part] = []
        for element in elements {
            guard element.asMembers != nil else { throw .field(name) }
            parts.append(try read(SidecarFields(element)))
        }
        return parts
    }

    private func isThere(_ name: String) -> Bool {
        if case .some(let value) = json[name], !value.isNull { true } else { false }
    }
}
