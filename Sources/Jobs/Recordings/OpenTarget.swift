import Platform

/// A file that comes under its name when it is whole: written aside, synced, renamed. Gone without a trace unless it is
/// finished.
final class OpenTarget {
    let file: Int32
    private let path: String
    private let isForced: Bool
    private var isFinished = false

    /// In folders of other people no name but this is ours.
    private static let asideSuffix = ".vinyl" + Files.asideSuffix

    /// One that is there is not written over, unless forced.
    init(_ path: String, isForced: Bool) throws(JobError) {
        self.path = path
        self.isForced = isForced
        file = try Self.openAside(path + Self.asideSuffix)
        try checkFree()
    }

    deinit {
        Disk.system.close(file)
        if !isFinished { try? Disk.system.remove(path + Self.asideSuffix) }
    }

    func finish() throws(JobError) {
        try checkFree()
        let disk = Disk.system
        try onDisk { () throws(SystemError) in
            try disk.sync(file)
            try disk.rename(path + Self.asideSuffix, path)
            isFinished = true
            try disk.syncFolder(parentFolder(path))
        }
    }

    static func checkFree(_ path: String) throws(JobError) {
        guard Files.exists(path) else { return }
        throw .failed("\(path) is there already; --force writes over it")
    }

    private func checkFree() throws(JobError) { if !isForced { try Self.checkFree(path) } }

    /// What somebody holds is being written by another run.
    private static func openAside(_ aside: String) throws(JobError) -> Int32 {
        let disk = Disk.system
        do throws(SystemError) {
            if Files.exists(aside) { try removeAside(aside) }
            return try disk.createLocked(aside)
        } catch {
            guard error.isLocked || error.isTaken else { throw .disk(error) }
            throw .busy("\(aside) is being written by another run")
        }
    }

    /// Whoever had it was ended.
    private static func removeAside(_ aside: String) throws(SystemError) {
        let disk = Disk.system
        let file = try disk.openLocked(aside)
        defer { disk.close(file) }
        // It may have been finished just before it was locked.
        if Files.isAt(aside, file) { try disk.remove(aside) }
    }

    /// What runs have left in a folder that were ended.
    static func tidy(_ folder: String) {
        for name in (try? Files.names(in: folder)) ?? [] where name.hasSuffix(asideSuffix) {
            try? removeAside(folder + "/" + name)
        }
    }
}
