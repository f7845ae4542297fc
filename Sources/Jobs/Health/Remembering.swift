import Platform

/// What the next look shall know of this one.
extension HealthMemory {
    private static let quietHours = 12
    private static let youngSeconds = 600.0

    mutating func learn(_ look: Look, _ checks: [Check]) {
        seconds = look.seconds
        verdicts = Dictionary(uniqueKeysWithValues: checks.map { ($0.name, $0.verdict.rawValue) })
        restarts = RestartHistory.forgetting(restarts, at: look.seconds)
        let process = look.relay.process
        if process?.startNanoseconds != relay?.startNanoseconds { samples = [] }
        if let process, look.isRelayWarm {
            isStillLarge = isStillLarge && process.residentBytes > look.limits.memoryBytes
            MemoryTrend.add(process.residentBytes, at: look.seconds, to: &samples)
        }
        guard let status = look.relay.status else { return }
        if let level = status.level, status.deviceState == "listening" { learn(level, at: look.seconds) }
        relay = process.map {
            Relay(
                startNanoseconds: $0.startNanoseconds, tape: status.tape, overruns: status.overruns,
                gapFrames: status.gapFrames, clippedSamples: status.clippedSamples,
                icecastBytes: status.icecast?.bytesSent ?? 0, refused: status.refused)
        }
        if !RelayChecks.isStill(look.relay.answer) { movedMicroseconds = look.now }
    }

    private mutating func learn(_ level: Double, at seconds: Double) {
        let hour = Int(seconds / 3_600)
        if let last = quiet.last, last.hour == hour {
            quiet[quiet.count - 1].level = min(last.level, level)
        } else {
            quiet.append(Quiet(hour: hour, level: level))
        }
        quiet.removeAll { hour - $0.hour > Self.quietHours }
    }

    /// Whether streaming broke off, came back, or did both since the last look.
    mutating func judge(_ look: Look) -> [Told] {
        guard look.maintenance == nil else {
            failure = nil
            return []
        }
        if let cause = Remedy.interruption(look) {
            guard failure == nil, movedMicroseconds != nil || cause != .absent else { return [] }
            return [fail(look.lastMoved(movedMicroseconds), cause.rawValue)]
        }
        guard look.relay.status != nil, !RelayChecks.isStill(look.relay.answer) else { return [] }
        if let failure { return [recover(failure, look)] }
        guard look.relay.status?.followsDeath == true, isNew(look) else { return [] }
        let told = fail(look.lastMoved(movedMicroseconds), "died")
        return [told] + (failure.map { [recover($0, look)] } ?? [])
    }

    /// Another one than at the last look, or, where none was remembered, one that has just begun after another.
    private func isNew(_ look: Look) -> Bool {
        if let relay { return relay.startNanoseconds != look.relay.process?.startNanoseconds }
        return look.tape.lastOfOthersAt != nil
            && look.relay.uptime(at: look.seconds).map { $0 < Self.youngSeconds } ?? false
    }

    mutating func fail(_ since: Int64, _ cause: String) -> Told {
        failure = Failure(sinceMicroseconds: since, cause: cause)
        return Told(type: NoticeType.streamingFailed, microseconds: since, cause: cause)
    }

    private mutating func recover(_ last: Failure, _ look: Look) -> Told {
        failure = nil
        let back = max(last.sinceMicroseconds, look.relayStartMicroseconds ?? look.now)
        return Told(
            type: NoticeType.streamingRecovered, microseconds: back, cause: last.cause,
            downSeconds: Double(back - last.sinceMicroseconds) / 1e6)
    }
}

extension Look {
    /// When the last sound reached the disk, or was seen to move, whichever was later.
    fileprivate func lastMoved(_ seen: Int64?) -> Int64 {
        let isAnew = relay.status != nil && relay.process?.startNanoseconds != memory.relay?.startNanoseconds
        let written = isAnew ? tape.lastOfOthersAt : tape.writtenAt
        return min(now, max(seen ?? .min, written ?? .min) == .min ? now : max(seen ?? .min, written ?? .min))
    }
}
