import Archive
import Platform

/// The locks that every command takes before it opens anything.
struct CommandLocks {
    private let folders: Folders
    private let table: CommandTable

    init(_ call: Call) {
        folders = call.folders
        table = call.table
    }

    /// Where nothing can be locked, nothing can be made anew either: a question may be asked without.
    var isThere: Bool {
        Files.exists(folders.lockOfAll)
            || Files.exists(folders.locks) && Files.obstacleToWriting(in: folders.locks) == nil
    }

    /// Together with all other commands.
    func together() throws(JobError) -> Lock {
        try lock(folders.lockOfAll, .together) { pid in
            "process \(pid) is making the catalogue anew; try again when it is done"
        }
    }

    /// Without any other command beside.
    func alone() throws(JobError) -> Lock {
        let others = running
        return try lock(folders.lockOfAll, .alone) { _ in
            let names = others.isEmpty ? "another command is" : others.joined(separator: " and ") + " still"
            return "\(names) at work; try again when that is done"
        }
    }

    func own(of command: Command) throws(JobError) -> Lock {
        try lock(folders.lock(ofJob: command.noun), .alone) { pid in
            "\(command.noun) is running already, as process \(pid); try again when it is done"
        }
    }

    /// Jobs at work, with their processes.
    private var running: [String] {
        table.jobs.compactMap { job in
            Lock.holder(path: folders.lock(ofJob: job.noun)).map { "\(job.noun) (process \($0))" }
        }
    }

    private func lock(
        _ path: String, _ holding: Lock.Holding, _ sentence: (String) -> String
    ) throws(JobError) -> Lock {
        do throws(LockError) {
            return try Lock(path: path, holding)
        } catch {
            switch error {
            case .held(_, let pid): throw .busy(sentence(pid.map(String.init) ?? "unknown"))
            case .unusable(let error): throw .disk(error)
            }
        }
    }
}
