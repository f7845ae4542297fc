import Platform

/// Jobs and the machine they run on.
struct MachineChecks {
    let look: Look

    private static let hot = 75.0
    private static let tooHot = 85.0
    private static let mostLockHours = 6.0
    /// A clock that has just started finds its servers first.
    private static let clockPatience = 900.0

    var all: [Check] { look.jobs.map(job) + [locks, clock, label, temperature, power].compactMap { $0 } }

    private func job(_ job: Look.Job) -> Check {
        let most = 3 * job.period + 120
        let name = "job." + job.name
        let limit = Human.duration(seconds: most)
        if let pid = job.runningPid { return Check(name, "at work, process \(pid)", limit: limit) }
        // Where nothing is known of it, it has had as long as the relay.
        guard let age = job.secondsSinceDone ?? look.relay.uptime(at: look.seconds) else {
            return Check(name, "never done", limit: limit)
        }
        let text = job.secondsSinceDone.map { "done \(Human.duration(seconds: $0)) ago" } ?? "not done yet"
        return Check(
            name, text, limit: limit, age > most ? .warning : .ok,
            advice:
                "its timer has stopped, or it fails:"
                + " systemctl status vinyl-\(job.name).timer vinyl-job@\(job.name)",
            measure: .init(value: age.rounded(), unit: "s", most: most))
    }

    private var locks: Check {
        let stuck = look.jobs.filter { ($0.runningSeconds ?? 0) > Self.mostLockHours * 3_600 }
        let names = stuck.map { "\($0.name) since \(Human.duration(seconds: $0.runningSeconds ?? 0))" }
        return Check(
            "locks", stuck.isEmpty ? "none stuck" : names.joined(separator: ", "), limit: "six hours",
            stuck.isEmpty ? .ok : .warning,
            advice: "a job does not end; it can be ended, and the next run goes on: kill "
                + stuck.compactMap(\.runningPid).map(String.init).joined(separator: " "))
    }

    private var clock: Check {
        let isBad = !look.isClockSynchronised && look.seconds > Self.clockPatience
        return Check(
            "clock", look.isClockSynchronised ? "synchronised" : "not synchronised", limit: "synchronised",
            isBad ? .warning : .ok,
            advice: "sessions get wrong times: is there a network? systemctl status systemd-timesyncd")
    }

    /// A minute of grace for a clock that was set.
    private var label: Check? {
        guard let latest = look.tape.latestName else { return nil }
        let ahead = Double(latest - look.now) / 1e6
        return Check(
            "time", ahead > 60 ? "the tape is \(Human.duration(seconds: ahead)) ahead" : "after the tape",
            limit: "not before what is on tape", ahead > 60 ? .warning : .ok,
            advice: "the clock was set back, or was wrong before: set it right; the times of sessions follow")
    }

    private var temperature: Check? {
        look.board.celsius.map { celsius in
            let verdict: Verdict = celsius >= Self.tooHot ? .critical : celsius >= Self.hot ? .warning : .ok
            return Check(
                "temperature", "\(Human.whole(celsius)) °C", limit: "75 °C", verdict,
                advice: "the board needs air", measure: .init(value: celsius.rounded(), most: Self.hot))
        }
    }

    /// The lower bits tell of now, the upper ones of any time since the start.
    private var power: Check? {
        look.board.throttled.map { bits in
            let words = [(0, "too little voltage"), (1, "slowed down"), (2, "throttled"), (3, "hot")]
                .filter { bits >> $0.0 & 1 == 1 }.map(\.1)
            return Check(
                "power", words.isEmpty ? "good" : words.joined(separator: ", "), limit: "good",
                words.isEmpty ? .ok : .warning, advice: "use a stronger power supply and a shorter cable")
        }
    }
}

extension Look {
    /// Every one, in the order of a table.
    var checks: [Check] {
        RelayChecks(look: self).all + ListeningChecks(look: self).all + StorageChecks(look: self).all
            + MachineChecks(look: self).all + OutwardChecks(look: self).all
    }
}
