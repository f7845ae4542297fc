import Platform

/// What a restart can cure, and whether it is time for one. A device that is away and a disk that is full are not.
struct Remedy: Equatable {
    enum Deed: Equatable {
        case nothing
        /// Ends it; then it is started by whoever does that.
        case renew
        case start
        case wait(seconds: Double)
        case givenUp
    }

    enum Cause: String, Equatable {
        case absent = "not running"
        case silent = "did not answer"
        case still = "no sound moved"
        case memory = "too much memory"
    }

    let deed: Deed
    let cause: Cause?

    /// Whoever has just started may take his time.
    private static let graceSeconds = 10.0

    init(_ look: Look, canStart: Bool) {
        cause = Self.cause(look)
        guard let cause, look.maintenance == nil else {
            deed = .nothing
            return
        }
        guard cause != .absent || canStart else {
            deed = .nothing
            return
        }
        switch RestartHistory(look.memory.restarts).answer(at: look.seconds) {
        case .allowed: deed = cause == .absent ? .start : .renew
        case .wait(let seconds): deed = .wait(seconds: seconds)
        case .givenUp: deed = .givenUp
        }
    }

    private static func cause(_ look: Look) -> Cause? {
        if let interruption = interruption(look) { return interruption }
        return look.isRelayTooLarge && look.isRelayWarm && !look.memory.isStillLarge ? .memory : nil
    }

    /// Why nobody can listen, as far as that is known.
    static func interruption(_ look: Look) -> Cause? {
        switch look.relay.lock {
        case .unknown: return nil
        case .free: return .absent
        case .held: break
        }
        guard let uptime = look.relay.uptime(at: look.seconds), uptime >= graceSeconds else { return nil }
        if look.relay.answer == .silent { return .silent }
        return RelayChecks.isStill(look.relay.answer) ? .still : nil
    }
}

extension Look {
    var isRelayTooLarge: Bool { relay.process.map { $0.residentBytes > limits.memoryBytes } ?? false }

    /// Whether it has all that it needs, so that what it takes says something.
    var isRelayWarm: Bool { relay.uptime(at: seconds) ?? 0 >= MemoryTrend.warmUpSeconds }
}
