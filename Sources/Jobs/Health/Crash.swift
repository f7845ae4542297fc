import Platform

/// What systemd says of a job that ended as no program should, when it starts us because of that.
struct Crash: Equatable {
    let job: String
    /// `signal SEGV`, `timeout`
    let cause: String

    /// Nil for one that ended by itself: what it found, or why it failed, it has told itself.
    init?(_ environment: [String: String]) {
        guard let result = environment["MONITOR_SERVICE_RESULT"], let unit = environment["MONITOR_UNIT"],
            !["success", "exit-code", "exec-condition"].contains(result)
        else { return nil }
        let name = unit.drop { $0 != "@" }.dropFirst().prefix { $0 != "." }
        job = name.isEmpty ? unit : String(name)
        let status = environment["MONITOR_EXIT_STATUS"] ?? ""
        let isSignal = ["signal", "core-dump"].contains(result) && !status.isEmpty
        cause = isSignal ? "signal \(status)" : result
    }

    func told(at now: Int64) -> HealthMemory.Told {
        HealthMemory.Told(type: NoticeType.jobCrashed, microseconds: now, cause: "\(job): \(cause)")
    }
}
