import Platform

/// How far something is, in one line of a terminal that is written again and again. Elsewhere: nothing.
package final class ProgressBar {
    package enum Unit: Sendable {
        case bytes
        /// Seconds of sound.
        case seconds
        case files
    }

    private let line: ProgressLine
    private let clock: Clock
    private let write: (String) -> Void
    private let startNanoseconds: Int64
    private var shownAt: Int64?

    private static let pauseNanoseconds: Int64 = 100_000_000

    init(
        _ doing: String, unit: Unit, columns: Int?, clock: Clock, write: @escaping (String) -> Void
    ) {
        line = ProgressLine(doing: doing, unit: unit, columns: columns ?? 0)
        self.clock = clock
        self.write = write
        startNanoseconds = clock.monotonicNanoseconds()
    }

    deinit { end() }

    package func show(done: Double, of all: Double) {
        let now = clock.monotonicNanoseconds()
        guard line.columns > 0, now - (shownAt ?? startNanoseconds) >= Self.pauseNanoseconds else { return }
        shownAt = now
        write(
            "\r" + line.text(done: done, of: all, seconds: Double(now - startNanoseconds) / 1e9) + "\u{1B}[K")
    }

    /// Takes the line away, before anything else is said.
    package func end() {
        if shownAt != nil { write("\r\u{1B}[K") }
        shownAt = nil
    }
}

/// What the line says.
struct ProgressLine {
    let doing: String
    let unit: ProgressBar.Unit
    let columns: Int

    private static let widestBar = 30

    /// `copying [=======       ]  45 %  12 MB/s, 1 min 04 s to go`
    func text(done: Double, of all: Double, seconds: Double) -> String {
        let share = all > 0 ? min(max(done / all, 0), 1) : 0
        let percent = Int(share * 100)
        let rate = seconds > 0 ? done / seconds : 0
        var tail = "\(percent < 10 ? "  " : percent < 100 ? " " : "")\(percent) %"
        if rate > 0 { tail += "  " + text(ofRate: rate) }
        if rate > 0, share < 1 { tail += ", \(Human.duration(seconds: (all - done) / rate)) to go" }
        // The last column stays free: some terminals begin a new line there.
        let room = min(columns - doing.count - tail.count - 5, Self.widestBar)
        guard room >= 5 else { return String("\(doing) \(tail)".prefix(max(0, columns - 1))) }
        let filled = Int(share * Double(room))
        let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: room - filled)
        return "\(doing) [\(bar)] \(tail)"
    }

    private func text(ofRate rate: Double) -> String {
        switch unit {
        case .bytes: "\(Human.size(Int(rate)))/s"
        case .seconds: "\(Int(rate)) x real time"
        case .files: "\(Int(rate)) files/s"
        }
    }
}
