/// Reads what `/metrics` says, and is pickier than Prometheus itself.
enum PrometheusText {
    struct Unreadable: Error, CustomStringConvertible { let description: String }

    /// The samples of each family, by name and labels.
    static func parse(_ text: String) throws -> [String: [String: Double]] {
        guard text.hasSuffix("\n") else { throw Unreadable(description: "the last line has no end") }
        var families: [String: [String: Double]] = [:]
        var present: (name: String, kind: String?)?
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            if line.hasPrefix("# HELP "), words.count > 3,
                present.map({ families[$0.name]?.isEmpty == false }) ?? true
            {
                guard families.updateValue([:], forKey: words[2]) == nil else {
                    throw bad(line, "comes twice")
                }
                present = (words[2], nil)
            } else if line.hasPrefix("# TYPE "), words.count == 4, present?.name == words[2],
                present?.kind == nil
            {
                try check(kind: words[3], of: words[2], line)
                present?.kind = words[3]
            } else {
                guard let name = present?.name, present?.kind != nil else {
                    throw bad(line, "belongs to nothing")
                }
                let (sample, value) = try sample(line, of: name)
                guard families[name]?.updateValue(value, forKey: sample) == nil else {
                    throw bad(line, "comes twice")
                }
            }
        }
        return families
    }

    private static func check(kind: String, of name: String, _ line: Substring) throws {
        guard ["counter", "gauge"].contains(kind), (kind == "counter") == name.hasSuffix("_total") else {
            throw bad(line, "has a kind that its name does not tell")
        }
        guard name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil else { throw bad(line, "has no good name") }
    }

    private static func sample(_ line: Substring, of name: String) throws -> (String, Double) {
        let label = /[a-z]+="[^"\\]*"/
        let pattern = /([a-z0-9_]+)((?:\{[^{}]*\})?) (-?[0-9.]+(?:e[-+]?[0-9]+)?)/
        guard let match = line.wholeMatch(of: pattern), match.output.1 == name,
            let value = Double(match.output.3)
        else { throw bad(line, "is no sample of \(name)") }
        let labels = match.output.2.dropFirst().dropLast()
        guard labels.isEmpty || labels.split(separator: ",").allSatisfy({ $0.wholeMatch(of: label) != nil })
        else {
            throw bad(line, "has labels that are none")
        }
        return (String(match.output.1 + match.output.2), value)
    }

    private static func bad(_ line: Substring, _ why: String) -> Unreadable {
        Unreadable(description: "\"\(line)\" \(why)")
    }
}
