import Archive
import Catalogue
import Platform

/// The folder of recordings, brought in order: what a run that was ended has left is completed or removed. A sound that
/// has its name is never removed, unless its own sidecar says that it was deleted.
struct RecordingShelf {
    private let call: Call
    private let catalogue: Catalogue
    private let disk = Disk.system

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    /// How much it changed. Nobody else writes recordings meanwhile; who only decides something about one is
    /// waited for another time.
    func tidy() throws(JobError) -> Int {
        guard let deciding = try? Lock(path: call.folders.lock(ofJob: "recordings")) else { return 0 }
        let changes = try tidyAlone()
        deciding.release()
        return changes
    }

    private func tidyAlone() throws(JobError) -> Int {
        var changes = 0
        for left in try inCatalogue({ () throws(CatalogueError) in try catalogue.recordingsBeingDeleted() }) {
            try RecordingRemoval(call, catalogue).complete(left)
            changes += 1
        }
        let outbox = Outbox(call, catalogue)
        var told = Set(
            try inCatalogue { () throws(CatalogueError) in
                try catalogue.noticesHolding(NoticeType.stray).map(\.subject)
            })
        for (name, files) in try found() {
            guard let reason = try tidy(name, files, &changes) else { continue }
            guard told.remove(name.path) == nil else { continue }
            let path = call.folders.path(of: name, .sound)
            try outbox.begin(NoticeType.stray, about: name.path, "\(path) is left alone: \(reason)")
            changes += 1
        }
        for path in told { try outbox.end(NoticeType.stray, about: path) }
        try outbox.tell()
        return changes
    }

    /// All files that are a recording's, by recording.
    func found() throws(JobError) -> [RecordingName: [String]] {
        var found: [RecordingName: [String]] = [:]
        for month in try names(in: call.folders.recordings) {
            for file in try names(in: call.folders.recordings + "/" + month) {
                guard let name = RecordingName(fileName: file), name.month == month else { continue }
                found[name, default: []].append(file)
            }
        }
        return found
    }

    /// Answers why its sound is that of no recording. Somebody put it there, or lost what belongs to it: it stays.
    private func tidy(
        _ name: RecordingName, _ files: [String], _ changes: inout Int
    ) throws(JobError) -> String? {
        let aside = files.filter { $0.hasSuffix(Files.asideSuffix) }
        let known = try inCatalogue { () throws(CatalogueError) in
            try catalogue.recording(withKey: name.key)
        }
        if known?.name == name {
            changes += try remove(aside, of: name)
            return nil
        }
        // All that is left of most.
        if files == [name.fileName(.sidecar)] { return nil }
        let sidecar = readSidecar(name, files)
        if sidecar?.deletedMicroseconds != nil {
            // Only its sidecar tells of it.
            changes += try remove(files.filter { $0 != name.fileName(.sidecar) }, of: name)
            return nil
        }
        guard files.contains(name.fileName(.sound)) else {
            changes += try remove(aside, of: name)
            return nil
        }
        if let known { return "recording \(known.id) has the same key" }
        guard var sidecar else { return "its sidecar cannot be read" }
        switch try ReturnedSound(call, catalogue).verdict(sidecar) {
        case .unfinished: return nil
        case .unreadable: return "it cannot be read"
        case .other: return "it is not the sound that its sidecar tells of"
        case .same(let bytes, let sha256):
            (sidecar.bytes, sidecar.sha256) = (bytes, sha256)
            try complete(name, aside)
            try take(sidecar)
        case .untouched:
            try complete(name, aside)
            try store(sidecar)
        }
        changes += 1
        return nil
    }

    /// Nil for one that tells of something else, too.
    private func readSidecar(_ name: RecordingName, _ files: [String]) -> Sidecar? {
        let path = call.folders.path(of: name, .sidecar)
        let isFinal = files.contains(name.fileName(.sidecar))
        // All of it was on the disk before the sound had its name.
        guard let bytes = try? Files.read(isFinal ? path : path + Files.asideSuffix),
            let sidecar = try? Sidecar(parsing: bytes), sidecar.name == name
        else { return nil }
        return sidecar
    }

    /// With its new size, which is that of other tags.
    private func take(_ sidecar: Sidecar) throws(JobError) {
        let path = call.folders.path(of: sidecar.name, .sidecar)
        try onDisk { () throws(SystemError) in try Files.replace(path, with: sidecar.text) }
        try store(sidecar)
        call.log.notice(
            "recording is back",
            ["recording": sidecar.number, "title": sidecar.title, "bytes": sidecar.bytes]
        )
    }

    private func store(_ sidecar: Sidecar) throws(JobError) {
        try inCatalogue { () throws(CatalogueError) in
            var sidecar = sidecar
            // Two of one number can only be because somebody copied files.
            if let other = try catalogue.recording(sidecar.number), other.key != sidecar.key {
                sidecar.number = try catalogue.nextRecordingNumber()
            }
            try catalogue.store(sidecar)
        }
    }

    private func complete(_ name: RecordingName, _ aside: [String]) throws(JobError) {
        let folder = call.folders.folder(of: name)
        try onDisk { () throws(SystemError) in
            for file in aside {
                let path = folder + "/" + file.dropLast(Files.asideSuffix.utf8.count)
                // What was being written over a file that is there may be torn.
                if Files.exists(path) {
                    try disk.remove(path + Files.asideSuffix)
                } else {
                    try disk.rename(path + Files.asideSuffix, path)
                }
            }
            try disk.syncFolder(folder)
        }
    }

    private func remove(_ files: [String], of name: RecordingName) throws(JobError) -> Int {
        let folder = call.folders.folder(of: name)
        guard !files.isEmpty else { return 0 }
        try onDisk { () throws(SystemError) in
            for file in files { try disk.remove(folder + "/" + file) }
            try disk.syncFolder(folder)
        }
        return 1
    }

    private func names(in folder: String) throws(JobError) -> [String] {
        try onDisk { () throws(SystemError) in try Files.names(in: folder) }
    }
}
