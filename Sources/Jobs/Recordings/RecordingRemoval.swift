import Archive
import Catalogue
import Platform

/// Takes a recording away: its row is marked, its sidecar says so for ever, its files go, then its row.
struct RecordingRemoval {
    private let call: Call
    private let catalogue: Catalogue
    private let disk = Disk.system

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    /// Because somebody wants it: nobody needs to be told that its time was over.
    func run(_ recording: Catalogue.Recording) throws(JobError) {
        let (catalogue, now) = (catalogue, call.now)
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                _ = try catalogue.markForDeletion(recording: recording.id, atMicroseconds: now)
                try catalogue.endNotice(NoticeType.expiring, about: recording.key, atMicroseconds: now)
            }
        }
        CrashPoint.pass(.deletionMarked)
        try complete(recording)
    }

    /// Of one that is marked, by whoever it was and wherever it was ended: the rest is done, and whoever was told that
    /// it goes is told that it is gone. Both are done once, however often this is begun.
    func complete(_ recording: Catalogue.Recording) throws(JobError) {
        let notices = ExpiryNotices(call, catalogue)
        try notices.tellEnd(of: recording)
        try finish(recording)
        CrashPoint.pass(.recordingDropped)
        try notices.end(about: recording.key)
    }

    private func finish(_ recording: Catalogue.Recording) throws(JobError) {
        let name = recording.name
        let path = call.folders.path(of: name, .sidecar)
        if let bytes = try? Files.read(path), var sidecar = try? Sidecar(parsing: bytes) {
            sidecar.deletedMicroseconds = sidecar.deletedMicroseconds ?? call.now
            // On a full disk the room comes first.
            try? Files.replace(path, with: sidecar.text)
            CrashPoint.pass(.sidecarWritten)
        }
        try onDisk { () throws(SystemError) in
            for part in RecordingName.Part.allCases where part != .sidecar {
                let path = call.folders.path(of: name, part)
                if Files.exists(path) { try disk.remove(path) }
                if part == .sound { CrashPoint.pass(.soundRemoved) }
            }
            if Files.exists(call.folders.folder(of: name)) {
                try disk.syncFolder(call.folders.folder(of: name))
            }
        }
        CrashPoint.pass(.filesRemoved)
        try inCatalogue { () throws(CatalogueError) in try catalogue.drop(recording: recording.id) }
    }
}
