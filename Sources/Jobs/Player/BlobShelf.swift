import Archive
import Catalogue
import Digests
import Lomuz
import Platform

/// The media that lie on the disk, held against what the database says of them.
struct BlobShelf {
    private let folders: Folders
    private let disk = Disk.system

    private static let dayMicroseconds: Int64 = 86_400_000_000

    init(_ folders: Folders) { self.folders = folders }

    func makeFolders() throws(SystemError) {
        for folder in [folders.mediaParts, folders.mediaBlobs, folders.mediaNamed]
        where !Files.exists(folder) {
            try disk.makeFolder(folder)
        }
    }

    /// Everything that is well named.
    private func filesFound() throws(SystemError) -> [Fingerprint: Int] {
        var found: [Fingerprint: Int] = [:]
        for folder in try Files.names(in: folders.mediaBlobs) where folder.utf8.count == 2 {
            for name in try Files.names(in: folders.mediaBlobs + "/" + folder) {
                guard let sha256 = Fingerprint(hexadecimal: name), name.hasPrefix(folder),
                    let facts = Files.facts(folders.blob(name)), !facts.isFolder
                else { continue }
                found[sha256] = facts.bytes
            }
        }
        return found
    }

    /// What went is told, what came is adopted when its bytes are right. Writes only where something differs.
    func reconcile(_ store: LomuzStore, goOn: () -> Bool) throws(JobError) {
        let found = try onDisk { () throws(SystemError) in try filesFound() }
        let known = try inCatalogue { () throws(CatalogueError) in try store.blobs() }
        for blob in known where blob.isHere && found[blob.sha256] != blob.bytes {
            CrashPoint.pass(.shelfMissing)
            try inCatalogue { () throws(CatalogueError) in
                try store.set(blob.sha256, isHere: false, bytes: blob.bytes)
            }
            if found[blob.sha256] != nil { try remove(blob.sha256) }
        }
        let here = Set(known.filter(\.isHere).map(\.sha256))
        for (sha256, bytes) in found where !here.contains(sha256) {
            guard goOn() else { throw .stopped }
            try adopt(sha256, bytes, store)
        }
    }

    private func adopt(_ sha256: Fingerprint, _ bytes: Int, _ store: LomuzStore) throws(JobError) {
        let path = folders.blob(sha256.hexadecimal)
        let digest = try onDisk { () throws(SystemError) in try FileDigest.sha256(path) }
        guard digest == sha256.hexadecimal else {
            // It was there before and its bytes have rotted, or somebody put it there.
            return try remove(sha256)
        }
        CrashPoint.pass(.shelfAdopting)
        try onDisk { () throws(SystemError) in try Files.sync(path) }
        try inCatalogue { () throws(CatalogueError) in try store.set(sha256, isHere: true, bytes: bytes) }
        name(sha256, store)
        CrashPoint.pass(.shelfAdopted)
    }

    private func remove(_ sha256: Fingerprint) throws(JobError) {
        let digits = sha256.hexadecimal
        try onDisk { () throws(SystemError) in
            for name in try Files.names(in: folders.mediaNamed) where name.hasPrefix(digits + ".") {
                try disk.remove(folders.mediaNamed + "/" + name)
            }
            if Files.exists(folders.blob(digits)) { try disk.remove(folders.blob(digits)) }
            CrashPoint.pass(.shelfRemoved)
            try disk.syncFolder(folders.blobFolder(digits))
        }
    }

    /// A second name with an extension; one that cannot be made is missed by few.
    func name(_ sha256: Fingerprint, _ store: LomuzStore) {
        guard let mime = try? store.facts(of: sha256)?.mime, let suffix = MediaSuffix.of(mime) else { return }
        let digits = sha256.hexadecimal
        let path = folders.mediaNamed + "/" + digits + "." + suffix
        if !Files.exists(path) { try? disk.link(folders.blob(digits), path) }
    }

    /// Parts that nothing wants any more go after a day.
    func sweepParts(wanted: Set<Fingerprint>, atMicroseconds now: Int64) throws(JobError) {
        try onDisk { () throws(SystemError) in
            for name in try Files.names(in: folders.mediaParts) {
                let path = folders.mediaParts + "/" + name
                guard let facts = Files.facts(path), !facts.isFolder else { continue }
                let isWanted = Fingerprint(hexadecimal: name).map(wanted.contains) ?? false
                if !isWanted && facts.modifiedMicroseconds < now - Self.dayMicroseconds {
                    CrashPoint.pass(.shelfSweeping)
                    try disk.remove(path)
                }
            }
        }
    }

    /// Files that nothing has needed for a day; a fifth of all at most, unless `all`. Answers how many went.
    func clear(_ store: LomuzStore, all: Bool, atMicroseconds now: Int64) throws(JobError) -> Int {
        let (unneeded, count) = try inCatalogue { () throws(CatalogueError) in
            (
                try store.unneeded(age: Self.dayMicroseconds, atMicroseconds: now),
                try store.blobs().count { $0.isHere }
            )
        }
        let most = all ? unneeded.count : min(unneeded.count, max(1, count / 5))
        for blob in unneeded.prefix(most) {
            CrashPoint.pass(.shelfForgetting)
            // First the row: a file without one is adopted again, a row without a file would be fetched again.
            try inCatalogue { () throws(CatalogueError) in try store.forget(blob.sha256) }
            CrashPoint.pass(.shelfForgotten)
            try remove(blob.sha256)
        }
        return most
    }

    /// Where a player finds it; nil when it is not there.
    func path(of sha256: Fingerprint, mime: String) -> String? {
        let digits = sha256.hexadecimal
        if let suffix = MediaSuffix.of(mime) {
            let named = folders.mediaNamed + "/" + digits + "." + suffix
            if Files.exists(named) { return named }
        }
        return Files.exists(folders.blob(digits)) ? folders.blob(digits) : nil
    }
}

/// Ours, and never the origin's.
enum MediaSuffix {
    static func of(_ mime: String) -> String? {
        switch mime {
        case "audio/mpeg", "audio/mp3": "mp3"
        case "audio/flac", "audio/x-flac": "flac"
        case "audio/ogg", "application/ogg", "audio/vorbis": "ogg"
        case "audio/opus": "opus"
        case "audio/mp4", "audio/aac", "audio/x-m4a": "m4a"
        case "audio/wav", "audio/x-wav", "audio/wave": "wav"
        default: nil
        }
    }
}
