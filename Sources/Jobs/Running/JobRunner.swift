import Archive
import Catalogue
package import Platform

/// Runs one job: its locks, what it leaves behind, what it says.
package struct JobRunner {
    private let call: Call
    private let isAlone: Bool
    private let body: (Call) throws(JobError) -> Outcome
    private let stamps: Stamps

    package init(
        _ call: Call, isAlone: Bool = false, runFolder: String = "/run/vinyl",
        _ body: @escaping (Call) throws(JobError) -> Outcome
    ) {
        self.call = call
        self.isAlone = isAlone
        self.body = body
        stamps = Stamps(call.folders, runFolder: runFolder)
    }

    private var job: String { call.invocation.command.noun }

    package func run() -> ExitStatus {
        do throws(JobError) {
            try onDisk { () throws(SystemError) in try Disk.system.makeFolder(call.folders.locks) }
            let locks = CommandLocks(call)
            let all = isAlone ? try locks.alone() : try locks.together()
            let own = try locks.own(of: call.invocation.command)
            let status = runLocked()
            own.release()
            all.release()
            return status
        } catch {
            return tell(error)
        }
    }

    private func runLocked() -> ExitStatus {
        let start = call.now
        do throws(JobError) {
            let outcome = try body(call)
            if call.isDry { return outcome.status }
            // Not for what else the noun can do: its timer is about the job itself.
            if outcome.status != .busy, call.invocation.command.name == job { try stamps.touch(job) }
            if outcome.isChanged { try leaveRow(start, outcome.status, outcome.text) }
            if !call.isQuiet { call.log.info("\(job) \(outcome.word)", outcome.summary) }
            return outcome.status
        } catch {
            // Where not even this can be written, the log has to do. A failure makes no catalogue.
            if error.isFailure && !call.isDry && Files.exists(call.folders.catalogue) {
                try? leaveRow(start, error.status, "\(error)")
            }
            return tell(error)
        }
    }

    private func leaveRow(_ start: Int64, _ status: ExitStatus, _ summary: String) throws(JobError) {
        let run = Catalogue.JobRun(
            job: job, startMicroseconds: start, endMicroseconds: call.now, status: Int(status.rawValue),
            summary: summary)
        let catalogue = try call.catalogue()
        try inCatalogue { () throws(CatalogueError) in try catalogue.add(run) }
    }

    /// A sentence for a person, a line for the journal.
    private func tell(_ error: JobError) -> ExitStatus {
        if error == .nobodyReading { return error.status }
        if Terminal.isTerminal(.errors) {
            FailureLine.print("\(error)")
        } else if error.isFailure {
            call.log.error("\(job) failed", ["reason": "\(error)"])
        } else {
            call.log.notice("\(job) not done", ["reason": "\(error)"])
        }
        return error.status
    }
}

extension Outcome {
    fileprivate var word: String {
        switch status {
        case .done: isChanged ? "done" : "had nothing to do"
        case .busy: "stopped"
        default: "found something"
        }
    }
}

extension JobError {
    /// Not for having to wait, or having been asked to stop.
    fileprivate var isFailure: Bool {
        switch self {
        case .busy, .stopped, .nobodyReading, .catalogue(.busy): false
        default: true
        }
    }
}
