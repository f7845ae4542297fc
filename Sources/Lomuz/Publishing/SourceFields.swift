import Platform

/// One object of a person's file: what is not known is a slip of the pen, and is told.
struct Fields {
    private let what: String
    private let members: [String: JSON]

    init(_ json: JSON, _ what: String, known: [String]) throws(Refusal) {
        guard let members = json.asMembers else { throw Refusal(what, "it is no object") }
        let id = json["id"]?.asText ?? json["path"]?.asText
        self.what = id.map { "\(what), \($0)" } ?? what
        for (key, _) in members where !known.contains(key) {
            let nearest = nearestWord(to: key, among: known).map { "; did you mean \($0)?" } ?? ""
            throw Refusal(self.what, "\(key) means nothing here\(nearest)")
        }
        self.members = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    }

    func refusal(_ reason: String) -> Refusal { Refusal(what, reason) }

    /// Nil for null and for what is not there.
    func value(_ key: String) -> JSON? { members[key].flatMap { $0.isNull ? nil : $0 } }

    func text(_ key: String) throws(Refusal) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.asText else { throw refusal("\(key) is no text") }
        return text
    }

    func id() throws(Refusal) -> String {
        guard let id = try text("id") else { throw refusal("it has no id") }
        guard id.isPlainID else { throw refusal("id may hold only letters, digits, _ and -, 1 to 64") }
        return id
    }

    func whole(_ key: String) throws(Refusal) -> Int? {
        guard let value = value(key) else { return nil }
        guard let whole = value.asWhole else { throw refusal("\(key) is no whole number") }
        return whole
    }

    func yesNo(_ key: String) throws(Refusal) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let yesNo = value.asYesNo else { throw refusal("\(key) is neither true nor false") }
        return yesNo
    }

    /// Empty for what is not there.
    func list(_ key: String) throws(Refusal) -> [JSON] {
        guard let value = value(key) else { return [] }
        guard let list = value.asArray else { throw refusal("\(key) is no list") }
        return list
    }

    /// `22:00` or `22:00:00`
    func timeOfDay(_ key: String) throws(Refusal) -> TimeOfDay? {
        guard let text = try text(key) else { return nil }
        guard let time = TimeOfDay(text.utf8.count == 5 ? text + ":00" : text) else {
            throw refusal("\(key) is no time such as 22:00")
        }
        return time
    }

    /// `2026-12-24` or `2026-12-24T10:00` by the shop's clock, or Unix seconds.
    func moment(_ key: String, _ zone: TimeZoneRules) throws(Refusal) -> Int? {
        guard let value = value(key) else { return nil }
        if let seconds = value.asWhole, Limits.times.contains(seconds) { return seconds }
        guard let text = value.asText, let local = Self.localSeconds(text) else {
            throw refusal("\(key) is no date such as 2026-12-24 or 2026-12-24T10:00")
        }
        // Two looks: the second one on the right side of a change of the clocks.
        let near = local - zone.offset(at: local)
        return local - zone.offset(at: near)
    }

    private static func localSeconds(_ text: String) -> Int? {
        let form = /([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}))?/
        guard let found = text.wholeMatch(of: form)?.output else { return nil }
        let time = (found.4 ?? "00") + (found.5 ?? "00")
        let compact = "\(found.1)\(found.2)\(found.3)T\(time)00.000Z"
        return UTC(compact: compact[...]).map { Int($0.microseconds / 1_000_000) }
    }
}
