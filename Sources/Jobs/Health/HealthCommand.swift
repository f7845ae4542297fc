import Archive
import Catalogue
import Platform

extension Command {
    static let health = Command(
        "health", summary: "checks everything, and starts what hangs anew",
        explanation: """
            Judges by what moved: sound on the tape, bytes of the streams, files on the disk. A relay that
            hangs, moves no sound or takes more than MEMORY_LIMIT_MB is ended, so that systemd starts it
            anew, or RESTART_COMMAND does; at first at once, then after longer and longer pauses, and ten
            times in an hour at most. vinyl-jobs maintenance on keeps it from doing so.
            Exit status, as monitoring plug-ins have it: 0 ok, 1 warning, 2 critical, 3 not known.
            """,
        options: [.json, .brief, .dryRun],
        examples: [
            .init("vinyl-jobs health", "a table of all checks"),
            .init("vinyl-jobs health --brief --dry-run", "one line for Nagios and the like"),
        ],
        deed: .judge { call in HealthRun(call).run() })
}

extension Option {
    static let brief = Option("--brief", says: "print one line with the numbers behind it")
}

/// `vinyl-jobs health`
struct HealthRun {
    private let call: Call
    private let stamps: Stamps

    private static let memoryName = "health.json"
    /// Longer than a run takes that restarts a relay.
    private static let patienceSeconds = 60

    init(_ call: Call) {
        self.call = call
        stamps = Stamps(call.folders)
    }

    func run() -> ExitStatus {
        var lock: Lock?
        defer { lock = nil }
        do throws(JobError) {
            guard Files.exists(call.folders.root) else {
                return try show([nowhere], deed: nil)
            }
            try onDisk { () throws(SystemError) in try FolderOwner.become(of: call.folders.root) }
            let untold = tellCrash()
            let mayAct = takesPart(holding: &lock, isPatient: !untold.isEmpty)
            return try judge(mayAct: mayAct, untold)
        } catch {
            if error == .nobodyReading { return .done }
            return call.invocation.notKnown("\(error)", on: call.page)
        }
    }

    /// Whoever else may be at it. Answers what could not be written down.
    private func tellCrash() -> [HealthMemory.Told] {
        guard !call.isDry, let crash = Crash(Environment.all) else { return [] }
        call.log.error("job crashed", ["job": crash.job, "cause": crash.cause])
        var untold = [crash.told(at: call.now)]
        EventTelling(call).tell(&untold)
        return untold
    }

    private var nowhere: Check {
        Check(
            "relay", "there is no folder \(call.folders.root)", limit: "runs and answers", .critical,
            advice: "vinyl-relay makes it when it starts: systemctl start vinyl-relay")
    }

    /// Who shall not, or may not, change anything only looks, and so does a second run; unless it has something
    /// to remember: then it waits until the first is done.
    private func takesPart(holding lock: inout Lock?, isPatient: Bool) -> Bool {
        guard !call.isDry else { return false }
        for _ in 0..<Self.patienceSeconds where isPatient && isAtWork { call.clock.sleep(1_000_000_000) }
        do throws(JobError) {
            try onDisk { () throws(SystemError) in try Disk.system.makeFolder(call.folders.locks) }
            lock = try CommandLocks(call).own(of: call.invocation.command)
            return true
        } catch {
            if case .busy = error { return false }
            // On a disk that is read-only or failing nobody gets a lock, and that is when health is wanted.
            return FolderOwner.isOurs(call.folders.root)
        }
    }

    private var isAtWork: Bool {
        Lock.holder(path: call.folders.lock(ofJob: call.invocation.command.noun)) != nil
    }

    private func judge(mayAct: Bool, _ untold: [HealthMemory.Told]) throws(JobError) -> ExitStatus {
        let boot = (try? Files.read("/proc/sys/kernel/random/boot_id")).map {
            String(decoding: $0, as: UTF8.self)
        }
        var memory = remembered(boot: boot ?? "")
        let look = Gathering(call: call, memory: memory).look()
        let checks = look.checks
        memory = look.memory
        guard mayAct else { return try show(checks, deed: nil) }
        tellChanges(checks, memory)
        memory.untold += untold + memory.judge(look)
        let deed = remedy(look, &memory)
        memory.learn(look, checks)
        EventTelling(call).tell(&memory.untold)
        keep(memory)
        return try show(checks, deed: deed)
    }

    /// Where there is no room for it, what was found is shown all the same.
    private func keep(_ memory: HealthMemory) {
        do throws(JobError) {
            try stamps.keep(memory.bytes, as: Self.memoryName)
            try stamps.touch(call.invocation.command.noun)
        } catch {
            call.log.warning("health not remembered", ["reason": "\(error)"])
        }
    }

    /// Of this boot only: clocks and processes begin anew with the next.
    private func remembered(boot: String) -> HealthMemory {
        let now = Double(call.clock.monotonicNanoseconds()) / 1e9
        if let memory = stamps.kept(Self.memoryName).flatMap(HealthMemory.init), memory.boot == boot,
            memory.seconds <= now
        {
            return memory
        }
        var memory = HealthMemory()
        memory.boot = boot
        return memory
    }

    /// Each once, when it comes and when it goes.
    private func tellChanges(_ checks: [Check], _ memory: HealthMemory) {
        for check in checks where memory.verdicts[check.name] ?? "ok" != check.verdict.rawValue {
            let fields: Log.Fields = [
                "check": check.name, "value": check.value, "limit": check.limit,
                "advice": check.advice ?? "none",
            ]
            switch check.verdict {
            case .ok, .unknown: call.log.notice("check \(check.verdict.rawValue)", fields)
            case .warning: call.log.warning("check warns", fields)
            case .critical: call.log.error("check failed", fields)
            }
        }
    }

    /// What was done, in words; nil for nothing.
    private func remedy(_ look: Look, _ memory: inout HealthMemory) -> String? {
        let remedy = Remedy(look, canStart: !call.settings.text(.restartCommand).isEmpty)
        guard let cause = remedy.cause else { return nil }
        switch remedy.deed {
        case .nothing: return nil
        case .wait(let seconds):
            return "restart due in \(Human.duration(seconds: seconds)): \(cause.rawValue)"
        case .givenUp:
            return
                "restarted \(RestartHistory.mostInWindow) times within an hour, which did not help: \(cause.rawValue)"
        case .renew, .start: break
        }
        memory.restarts.append(look.seconds)
        if cause == .memory {
            memory.isStillLarge = true
            if memory.failure == nil { memory.untold.append(memory.fail(look.now, cause.rawValue)) }
        }
        do throws(JobError) {
            let restart = RelayRestart(call)
            let ended = remedy.deed == .renew ? try restart.end() + ", " : ""
            let words = "relay \(ended)\(try restart.begin(afterEnding: remedy.deed == .renew))"
            call.log.warning("relay started anew", ["cause": cause.rawValue, "how": words])
            return words + ": " + cause.rawValue
        } catch {
            call.log.error("relay not started anew", ["cause": cause.rawValue, "reason": "\(error)"])
            return "\(error)"
        }
    }

    private func show(_ checks: [Check], deed: String?) throws(JobError) -> ExitStatus {
        let report = HealthReport(checks: checks, deed: deed, microseconds: call.now)
        if !call.isQuiet || call.invocation.has(.json) {
            if call.invocation.has(.json) {
                try call.page.json(report.json)
            } else if call.invocation.has(.brief) {
                try call.page.line(report.brief)
            } else {
                try call.page.lines(report.lines(on: call.page))
            }
        }
        return checks.verdict.status
    }
}
