import Platform

/// How well something is. What is not known is no reason to wake anybody.
enum Verdict: String, CaseIterable, Sendable {
    case ok, unknown, warning, critical

    /// As monitoring plug-ins count.
    var status: ExitStatus {
        switch self {
        case .ok: .done
        case .warning: .failed
        case .critical: .critical
        case .unknown: .unknown
        }
    }

    var severity: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One thing looked at: how it is, how it should be, and what to do when it is not.
struct Check: Equatable, Sendable {
    /// For graphs.
    struct Measure: Equatable, Sendable {
        let value: Double
        /// As monitoring knows them: `s`, `B`, `c` for what only grows, `%`, or nothing.
        var unit = ""
        var most: Double?
    }

    let name: String
    let value: String
    let limit: String
    let verdict: Verdict
    /// Only where something is wrong.
    let advice: String?
    let measure: Measure?

    init(
        _ name: String, _ value: String, limit: String, _ verdict: Verdict = .ok, advice: String? = nil,
        measure: Measure? = nil
    ) {
        self.name = name
        self.value = value
        self.limit = limit
        self.verdict = verdict
        self.advice = verdict == .ok ? nil : advice
        self.measure = measure
    }
}

extension [Check] {
    var verdict: Verdict { map(\.verdict).max { $0.severity < $1.severity } ?? .unknown }
}
