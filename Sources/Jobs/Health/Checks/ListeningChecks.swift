import Platform

/// What goes out: streams, listeners, Icecast; and what comes in by the input.
struct ListeningChecks {
    let look: Look

    private static let mostLagMilliseconds = 20_000
    /// Of full scale: about -40 dB in the quietest moment of hours.
    private static let mostQuietLevel = 0.01
    private static let leastQuietHours = 6

    var all: [Check] {
        look.streams.map(stream) + [listeners, icecast, clipping, hum, turning].compactMap { $0 }
    }

    private func stream(_ stream: Look.Stream) -> Check {
        let name = "stream." + stream.name
        let limit = "gives sound at once"
        guard let bytes = stream.bytes else {
            return Check(
                name, "refused", limit: limit, .critical,
                advice: "see the log of vinyl-relay: journalctl -u vinyl-relay")
        }
        let isFlowing = bytes >= stream.enough
        return Check(
            name, isFlowing ? "flows" : "\(Human.size(bytes)) in two seconds", limit: limit,
            isFlowing ? .ok : .critical, advice: "listeners hear nothing; the log of vinyl-relay may say why")
    }

    private var listeners: Check? {
        guard let status = look.relay.status else { return nil }
        let limit = look.limits.listeners
        let isMany = limit > 0 && status.listeners > limit
        let isLate = status.worstLagMilliseconds > Self.mostLagMilliseconds
        let lag = Human.duration(seconds: Double(status.worstLagMilliseconds) / 1_000)
        return Check(
            "listeners", "\(status.listeners), the last \(lag) behind",
            limit: limit > 0 ? "\(limit)" : "as many as like", isMany || isLate ? .warning : .ok,
            advice: isMany
                ? "more than ALERT_LISTENERS are listening; is that meant to be?"
                : "somebody's line is too slow for what he listens to",
            measure: .init(value: Double(status.listeners), most: limit > 0 ? Double(limit) : nil))
    }

    private var icecast: Check? {
        guard let status = look.relay.status?.icecast, let icecast = look.icecast else { return nil }
        func check(_ value: String, _ verdict: Verdict, _ advice: String? = nil) -> Check {
            Check(
                "icecast", "\(icecast.place): \(value)", limit: "connected and fed", verdict, advice: advice)
        }
        guard status.isConnected else {
            return check(
                "not connected", .critical, "is Icecast running, and is ICECAST_SOURCE_PASSWORD its own?")
        }
        guard case .told(let first, _, _) = look.relay.answer, let before = first.icecast,
            status.bytesSent > before.bytesSent
        else { return check("connected, but takes no sound", .critical, "start Icecast anew") }
        switch icecast.mount {
        case .there: return check("connected and fed", .ok)
        case .missing:
            return check("fed, but its mount is not there", .critical, "see ICECAST_MOUNT_POINT")
        case .unknown: return check("connected and fed; it does not say what it has", .ok)
        }
    }

    private var clipping: Check? {
        guard let status = look.relay.status, let last = look.memory.relay,
            last.startNanoseconds == look.relay.process?.startNanoseconds, last.tape == status.tape
        else { return nil }
        let samples = max(0, status.clippedSamples - last.clippedSamples)
        // A few are a scratch, or a record cut too loud.
        let isClipping = samples > 100
        return Check(
            "clipping", "\(samples) samples", limit: "100 since the last look", isClipping ? .warning : .ok,
            advice: "the input is too loud: turn the preamplifier or the card's capture level down",
            measure: .init(value: Double(status.clippedSamples), unit: "c"))
    }

    private var hum: Check? {
        let hours = look.memory.quiet
        guard hours.count > Self.leastQuietHours, let level = hours.map(\.level).min() else { return nil }
        let isLoud = level > Self.mostQuietLevel
        return Check(
            "hum", "\(Human.percent(level, digits: 2)) of full scale when quietest", limit: "1 %",
            isLoud ? .warning : .ok,
            advice: "it is never quiet: look after the turntable's earth wire, the cable and the gain")
    }

    private var turning: Check? {
        look.catalogue.turningSince.map { since in
            Check(
                "record", "turning after its end since \(Human.time(since))", limit: "the needle is lifted",
                .warning, advice: "lift the needle")
        }
    }
}
