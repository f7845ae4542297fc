import Platform

/// All checks, for people, programs and monitoring.
struct HealthReport {
    let checks: [Check]
    /// What was done about it.
    let deed: String?
    let microseconds: Int64

    /// Names are a contract: what is here stays here under the same name.
    var json: JSON {
        .object([
            ("verdict", .text(checks.verdict.rawValue)), ("at", .text(UTC(microseconds: microseconds).iso)),
            ("checks", .array(checks.map(\.json))), ("done", .optional(deed)),
        ])
    }

    func lines(on page: Page) -> [String] {
        var table = TextTable([
            .init("CHECK"), .init("VERDICT"), .init("VALUE", isFlexible: true),
            .init("LIMIT", isFlexible: true), .init("ADVICE", isFlexible: true),
        ])
        for check in checks {
            table.add([check.name, check.verdict.rawValue, check.value, check.limit, check.advice ?? ""])
        }
        let rows = table.lines(on: page)
        let inked = zip(rows.dropFirst(), checks).map { row, check in
            check.ink.map { page.inked(row, $0) } ?? row
        }
        return [rows[0]] + inked + [""] + [sentence] + (deed.map { [$0] } ?? [])
    }

    private var sentence: String {
        let wrong = checks.filter { $0.verdict != .ok }
        return wrong.isEmpty
            ? "all \(checks.count) checks are well"
            : "\(checks.verdict.rawValue): \(wrong.count) of \(checks.count) checks: "
                + wrong.map(\.name).joined(separator: ", ")
    }

    /// As monitoring plug-ins print it: what is wrong, a bar, the numbers.
    var brief: String {
        let wrong = checks.filter { $0.verdict != .ok }.sorted { $0.verdict.severity > $1.verdict.severity }
        let words = wrong.map { "\($0.name): \($0.value)" } + (deed.map { [$0] } ?? [])
        let text = words.isEmpty ? "\(checks.count) checks" : words.joined(separator: "; ")
        let numbers = checks.compactMap(\.perfdata).joined(separator: " ")
        return Self.brief(checks.verdict, text) + (numbers.isEmpty ? "" : " | " + numbers)
    }

    fileprivate static func brief(_ verdict: Verdict, _ text: String) -> String {
        let line = "VINYL \(verdict.rawValue.uppercased()) - " + text.filter { $0 != "|" }
        return line.map { $0.isNewline ? " " : String($0) }.joined()
    }
}

extension Invocation {
    /// Where nothing could be looked at. Monitoring reads what is printed, and knows four numbers only.
    func notKnown(_ reason: String, on page: Page) -> ExitStatus {
        if has(.brief) {
            try? page.line(HealthReport.brief(.unknown, reason))
        } else {
            FailureLine.print(reason)
        }
        return .unknown
    }
}

extension Check {
    fileprivate var ink: Ink? {
        switch verdict {
        case .ok: nil
        case .unknown: .faint
        case .warning: .warning
        case .critical: .bad
        }
    }

    fileprivate var json: JSON {
        .object([
            ("name", .text(name)), ("verdict", .text(verdict.rawValue)), ("value", .text(value)),
            ("limit", .text(limit)), ("advice", .optional(advice)),
            ("measure", measure.map { .number($0.value) } ?? .null), ("unit", .optional(measure?.unit)),
        ])
    }

    /// `'disk'=1234B;;`
    fileprivate var perfdata: String? {
        measure.map { measure in
            func text(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
            return "'\(name)'=\(text(measure.value))\(measure.unit);" + (measure.most.map(text) ?? "")
        }
    }
}
