import Platform

/// Of the relay itself: that it lives, moves sound, hears its device, and stays small.
struct RelayChecks {
    let look: Look

    /// Half of what is due is a machine in trouble, less is one that stands still.
    private static let leastShare = 0.5

    var all: [Check] {
        [maintenance, relay, frames, capture, missing, memory, growth, strays].compactMap { $0 }
    }

    private var maintenance: Check? {
        look.maintenance.map { maintenance in
            let isForgotten =
                maintenance.untilMicroseconds == nil
                && look.now - maintenance.sinceMicroseconds > 86_400_000_000
            return Check(
                "maintenance", "on, " + maintenance.words, limit: "a day, where no end was named",
                isForgotten ? .warning : .ok, advice: "when the work is done: vinyl-jobs maintenance off")
        }
    }

    private var relay: Check {
        let limit = "runs and answers"
        func check(_ value: String, _ verdict: Verdict, _ advice: String? = nil) -> Check {
            Check("relay", value, limit: limit, verdict, advice: advice)
        }
        switch look.relay.lock {
        case .free where look.maintenance != nil: return check("stopped on purpose", .ok)
        case .free:
            return check(
                "not running", .critical,
                "start it: systemctl start vinyl-relay; its log says why it stopped: journalctl -u vinyl-relay"
            )
        case .unknown: return check("not known: its lock cannot be read", .unknown, "run this as root")
        case .held: break
        }
        let process = look.relay.process.map { "process \($0.pid)" } ?? "some process"
        let uptime = look.relay.uptime(at: look.seconds)
        switch look.relay.answer {
        case .told:
            let time = uptime.map { ", for \(Human.duration(seconds: $0))" } ?? ""
            return Check(
                "relay", process + time, limit: limit, measure: .init(value: uptime ?? 0, unit: "s"))
        case .silent:
            let state = look.relay.process.map { " (state \($0.state))" } ?? ""
            let isMeant = look.maintenance != nil
            return check(
                "\(process) does not answer\(state)", isMeant ? .warning : .critical,
                "it is hung; it is ended and started anew unless maintenance is on")
        case .notAsked(let reason):
            return check("\(process), but \(reason)", .warning, "see LISTEN_ADDRESS and LISTEN_PORT")
        }
    }

    /// Nil where two looks were not possible.
    static func share(of answer: Look.Relay.Answer) -> Double? {
        guard case .told(let first, let last, let seconds) = answer, first.tape == last.tape, seconds > 0.5,
            last.hasClock
        else { return nil }
        return Double(last.frames - first.frames) / (Double(last.framesPerSecond) * seconds)
    }

    static func isStill(_ answer: Look.Relay.Answer) -> Bool {
        share(of: answer).map { $0 < leastShare } ?? false
    }

    private var frames: Check? {
        guard let share = Self.share(of: look.relay.answer) else { return nil }
        let isStill = share < Self.leastShare
        return Check(
            "frames", Human.percent(share) + " of real time", limit: "at least 50 %",
            isStill ? .critical : .ok,
            advice: "no sound moves; vinyl-relay is started anew",
            measure: .init(value: (share * 100).rounded(), unit: "%"))
    }

    private var capture: Check? {
        guard let status = look.relay.status else { return nil }
        let isHeard = status.deviceState == "listening"
        return Check(
            "capture", "\(status.deviceName), \(isHeard ? "listening" : "\(status.deviceState): silence")",
            limit: "listening", isHeard ? .ok : .warning,
            advice:
                "is the sound card plugged in? vinyl-relay --list-devices shows those there are; it is taken"
                + " again by itself")
    }

    /// Since the last look at the same relay.
    private var missing: Check? {
        guard let status = look.relay.status, let last = look.memory.relay,
            last.startNanoseconds == look.relay.process?.startNanoseconds, last.tape == status.tape
        else { return nil }
        let overruns = status.overruns - last.overruns
        let gap = Double(status.gapFrames - last.gapFrames) / Double(status.framesPerSecond)
        // Silence for a device that is away is told above.
        let isLost = overruns > 0 || (gap > 0 && status.deviceState == "listening")
        return Check(
            "gaps", "\(Human.count(overruns, "overrun")), \(Human.duration(seconds: gap)) missing",
            limit: "none since the last look", isLost ? .warning : .ok,
            advice:
                "the machine was too busy, or the card's cable is loose; a larger AUDIO_BUFFER_SIZE helps",
            measure: .init(value: Double(status.overruns), unit: "c"))
    }

    private var memory: Check? {
        guard let bytes = look.relay.process?.residentBytes else { return nil }
        // What it takes from the beginning is no leak, and no restart changes it.
        let isNeeded = look.memory.isStillLarge || !look.isRelayWarm
        let verdict: Verdict = !look.isRelayTooLarge ? .ok : isNeeded ? .warning : .critical
        return Check(
            "memory", Human.size(bytes), limit: Human.size(look.limits.memoryBytes), verdict,
            advice: isNeeded
                ? "MEMORY_LIMIT_MB is less than vinyl-relay needs for this sound and these listeners: raise it"
                : "vinyl-relay is started anew; please report what it was doing",
            measure: .init(value: Double(bytes), unit: "B", most: Double(look.limits.memoryBytes)))
    }

    private var growth: Check? {
        guard look.relay.process != nil else { return nil }
        guard let slope = MemoryTrend(look.memory.samples).bytesPerHour else {
            return Check("growth", "none seen", limit: "none over hours")
        }
        return Check(
            "growth", "\(Human.size(Int(slope))) an hour", limit: "none over hours", .warning,
            advice: "vinyl-relay leaks; it is started anew at MEMORY_LIMIT_MB; please report this",
            measure: .init(value: slope.rounded(), unit: "B"))
    }

    private var strays: Check? {
        let strays = look.relay.strays
        return Check(
            "strays", strays.isEmpty ? "none" : strays.map { "process \($0)" }.joined(separator: ", "),
            limit: "one relay to a folder", strays.isEmpty ? .ok : .warning,
            advice: "a relay writes here without the lock; end it: kill "
                + strays.map(String.init).joined(separator: " "))
    }
}
