import Archive
import Catalogue
import Platform

/// The folder of recordings, brought in order: what a run that was ended has left is completed or removed.
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
            try RecordingRemoval(call, catalogue).finish(left)
            changes += 1
        }
        for (name, files) in try found() {
            changes += try tidy(name, files)
        }
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

    private func tidy(_ name: RecordingName, _ files: [String]) throws(JobError) -> Int {
        let aside = files.filter { $0.hasSuffix(Files.asideSuffix) }
        let known = try inCatalogue { () throws(CatalogueError) in
            try catalogue.recording(withKey: name.key)?.name
        }
        if known == name { return try remove(aside, of: name) }
        guard files.contains(name.fileName(.sound)) else {
            // A sidecar alone tells of a recording that was deleted.
            return try remove(files.filter { $0 != name.fileName(.sidecar) }, of: name)
        }
        guard known == nil, let sidecar = readSidecar(name, files), isWhole(sidecar) else {
            return try remove(files, of: name)
        }
        try complete(name, aside)
        try inCatalogue { () throws(CatalogueError) in try catalogue.store(sidecar) }
        return 1
    }

    /// All of it was on the disk before the sound had its name.
    private func readSidecar(_ name: RecordingName, _ files: [String]) -> Sidecar? {
        let path = call.folders.path(of: name, .sidecar)
        let isFinal = files.contains(name.fileName(.sidecar))
        guard let bytes = try? Files.read(isFinal ? path : path + Files.asideSuffix) else { return nil }
        return try? Sidecar(parsing: bytes)
    }

    private func isWhole(_ sidecar: Sidecar) -> Bool {
        sidecar.deletedMicroseconds == nil
            && Files.facts(call.folders.path(of: sidecar.name, .sound))?.bytes == sidecar.bytes
    }

    private func complete(_ name: RecordingName, _ aside: [String]) throws(JobError) {
        let folder = call.folders.folder(of: name)
        try onDisk { () throws(SystemError) in
            for file in aside {
                try disk.rename(
                    folder + "/" + file, folder + "/" + file.dropLast(Files.asideSuffix.utf8.count))
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

/// Takes a recording away: its row is marked, its sidecar says so for ever, its files go, then its row.
struct RecordingRemoval {
    private let call: Call
    private let catalogue: Catalogue
    private let disk = Disk.system

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    func run(_ recording: Catalogue.Recording) throws(JobError) {
        _ = try inCatalogue { () throws(CatalogueError) in
            try catalogue.markForDeletion(recording: recording.id, atMicroseconds: call.now)
        }
        try finish(recording)
    }

    /// Can be done again wherever it was ended.
    func finish(_ recording: Catalogue.Recording) throws(JobError) {
        let name = recording.name
        let path = call.folders.path(of: name, .sidecar)
        if let bytes = try? Files.read(path), var sidecar = try? Sidecar(parsing: bytes) {
            sidecar.deletedMicroseconds = sidecar.deletedMicroseconds ?? call.now
            // On a full disk the room comes first.
            try? Files.replace(path, with: sidecar.text)
            Failpoint.pass(.sidecarWritten)
        }
        try onDisk { () throws(SystemError) in
            for part in RecordingName.Part.allCases where part != .sidecar {
                let path = call.folders.path(of: name, part)
                if Files.exists(path) { try disk.remove(path) }
                if part == .sound { Failpoint.pass(.soundRemoved) }
            }
            if Files.exists(call.folders.folder(of: name)) {
                try disk.syncFolder(call.folders.folder(of: name))
            }
        }
        Failpoint.pass(.filesRemoved)
        try inCatalogue { () throws(CatalogueError) in try catalogue.drop(recording: recording.id) }
    }
}
