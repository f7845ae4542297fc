import Archive
import Platform

/// Ends the relay that holds the lock, and sees that another one begins.
struct RelayRestart {
    private let call: Call

    /// It finishes its segment first.
    private static let graceMilliseconds = 6_000
    private static let killMilliseconds = 5_000
    private static let supervisorSeconds = 8
    private static let commandMilliseconds = 3_000

    init(_ call: Call) { self.call = call }

    /// Answers what was done about it.
    func end() throws(JobError) -> String {
        guard let pid = holder else { throw .failed("nobody holds the lock of the relay any more") }
        return try onDisk { () throws(SystemError) in
            let process = try RunningProcess(pid: pid)
            // The number may be somebody else's by now, unless its owner still holds the lock.
            guard holder == pid else { return "had ended" }
            try process.ask(to: .stop)
            if process.hasEnded(withinMilliseconds: Self.graceMilliseconds) { return "stopped" }
            try process.ask(to: .end)
            guard process.hasEnded(withinMilliseconds: Self.killMilliseconds) else { return "does not end" }
            return "killed"
        }
    }

    /// By whoever watches over it, else by the command in the settings.
    func begin(afterEnding: Bool) throws(JobError) -> String {
        if afterEnding && isThere(withinSeconds: Self.supervisorSeconds) {
            return "started by its supervisor"
        }
        let command = call.settings.text(.restartCommand)
        guard !command.isEmpty else { return "left to its supervisor" }
        let ending = try onDisk { () throws(SystemError) in
            try ShellCommand.run(command, milliseconds: Self.commandMilliseconds)
        }
        if isThere(withinSeconds: Self.supervisorSeconds) { return "started" }
        switch ending {
        case .exited(let status): return "not started: RESTART_COMMAND ended with \(status)"
        case .killed(let signal): return "not started: RESTART_COMMAND was killed by signal \(signal)"
        case .running: return "being started"
        }
    }

    private var holder: Int? { Lock.holder(path: call.folders.relayLock) }

    private func isThere(withinSeconds seconds: Int) -> Bool {
        for _ in 0..<(seconds * 10) {
            if holder != nil { return true }
            call.clock.sleep(100_000_000)
        }
        return holder != nil
    }
}
