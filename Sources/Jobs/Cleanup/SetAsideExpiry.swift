import Archive
import Catalogue
import Platform

/// Takes away what is called as a segment is and cannot be one: torn, of another format, there twice. Whoever wants to
/// save something of it has a week at least.
struct SetAsideExpiry {
    private let call: Call
    private let catalogue: Catalogue
    private let time: TimeKeeping
    private let disk = Disk.system

    private(set) var deleted = 0
    private(set) var bytes = 0

    private static let leastHours = 168

    init(_ call: Call, _ catalogue: Catalogue, _ time: TimeKeeping) {
        self.call = call
        self.catalogue = catalogue
        self.time = time
    }

    /// As they were when they were set aside, for so long. Other files are not ours.
    func old() throws(JobError) -> [Catalogue.SetAside] {
        guard time.doubt == nil else { return [] }
        let hours = max(Self.leastHours, call.settings.whole(.segmentKeepHours))
        let least = Int64(hours) * 3_600_000_000
        let files = try inCatalogue { () throws(CatalogueError) in
            try catalogue.filesSetAside(
                before: time.now - least, elapsed: time.elapsed.microseconds - least)
        }
        return files.filter { file in
            let facts = Files.facts(path(file))
            return SegmentFolder.File(file.path) != nil && Files.isRegular(path(file))
                && facts?.bytes == file.bytes && facts?.modifiedMicroseconds == file.modifiedMicroseconds
                && Lock.state(path: path(file)) == .free
        }
    }

    mutating func run() throws(JobError) {
        for file in try old() {
            if call.stop.isSet { return }
            let (path, catalogue) = (path(file), catalogue)
            do throws(SystemError) {
                try disk.remove(path)
                try disk.syncFolder(parentFolder(path))
            } catch {
                call.log.warning(
                    "file that was set aside not removed", ["file": path, "reason": "\(error)"])
                continue
            }
            CrashPoint.pass(.setAsideRemoved)
            try inCatalogue { () throws(CatalogueError) in try catalogue.forgetSetAside(file.path) }
            call.log.notice("file that was set aside removed", ["file": file.path, "reason": file.reason])
            deleted += 1
            bytes += file.bytes
        }
    }

    private func path(_ file: Catalogue.SetAside) -> String { call.folders.segments + "/" + file.path }
}
