import Archive
import Platform

/// When each job last came to a good end, as the age of a file: in memory where there is a place for it, so that
/// a run which changes nothing writes to no disk.
struct Stamps {
    let places: [String]

    /// `runFolder` is made by systemd or by an administrator; folders other than the usual one have their own in it.
    init(_ folders: Folders, runFolder: String = "/run/vinyl") {
        let root = folders.root
        let isUsual = root == Setting.vinylFolder.fallback
        let own = isUsual ? runFolder : runFolder + "/" + String(root.map { $0 == "/" ? "-" : $0 })
        places = [own, root + "/run"]
    }

    /// In the first place that lets us.
    func touch(_ job: String) throws(JobError) {
        var failure: SystemError?
        for place in places {
            do throws(SystemError) {
                if !Files.exists(place) { try make(place) }
                return try Files.touch(place + "/" + job)
            } catch {
                failure = error
            }
        }
        if let failure { throw .disk(failure) }
    }

    /// Nil when it never did.
    func microseconds(_ job: String) -> Int64? {
        places.compactMap { Files.facts($0 + "/" + job)?.modifiedMicroseconds }.max()
    }

    /// Whether there is a `/run/vinyl` is not for us to say.
    func make(_ place: String) throws(SystemError) {
        guard parentFolder(place) != "/run" else { return }
        if Files.exists(parentFolder(place)) { try Disk.system.makeFolder(place) }
    }
}
