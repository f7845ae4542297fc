import Platform

/// Numbers as people like to read them.
package enum Human {
    /// `48 s`, `3 min 12 s`, `1 h 04 min`, `2 d 3 h`.
    package static func duration(seconds: Double) -> String {
        guard seconds.isFinite, abs(seconds) < 1e12 else { return "?" }
        let whole = Int(seconds.rounded())
        if whole < 0 { return "-" + duration(seconds: -seconds) }
        switch whole {
        case ..<1: return seconds > 0 ? "less than 1 s" : "0 s"
        case ..<60: return "\(whole) s"
        case ..<3_600: return "\(whole / 60) min" + (whole % 60 == 0 ? "" : " \(pad(whole % 60, 2)) s")
        case ..<86_400: return "\(whole / 3_600) h \(pad(whole / 60 % 60, 2)) min"
        default: return "\(whole / 86_400) d \(whole / 3_600 % 24) h"
        }
    }

    /// `912 bytes`, `1.2 MB`, `340 GB`: thousands, as on the box of a disk.
    package static func size(_ bytes: Int) -> String {
        var value = Double(bytes)
        guard abs(value) >= 1_000 else { return "\(bytes) bytes" }
        for unit in ["kB", "MB", "GB", "TB"] {
            value /= 1_000
            if abs(value) < 999.5 { return "\(number(value)) \(unit)" }
        }
        return "\(number(value / 1_000)) PB"
    }

    /// Three digits at most, or what stands before the point.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return abs(tenths) < 100 ? "\(tenths / 10).\(abs(tenths) % 10)" : "\(Int(value.rounded()))"
    }

    /// In local time: `2026-11-21 20:14:02`.
    package static func time(_ microseconds: Int64) -> String { LocalTime(microseconds: microseconds).text }

    /// `2026-11-21 20:14:02, 3 min 12 s ago`
    package static func time(_ microseconds: Int64, seenAt now: Int64) -> String {
        let seconds = Double(now - microseconds) / 1_000_000
        return time(microseconds) + (seconds < 0 ? ", in the future" : ", \(duration(seconds: seconds)) ago")
    }

    /// Of a number that may be anything.
    package static func whole(_ value: Double) -> String {
        Int(exactly: value.rounded()).map(String.init) ?? "?"
    }

    /// `97 %`, `0.25 %`
    package static func percent(_ share: Double, digits: Int = 0) -> String {
        guard share.isFinite, abs(share) < 1e6 else { return "?" }
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let value = (share * 100 * scale).rounded() / scale
        return (digits == 0 ? "\(Int(value))" : "\(value)") + " %"
    }

    package static func count(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
