import Archive
import Catalogue
import Digests
import Platform

/// A sound beside its sidecar that no row knows of: one that a run which was ended has finished, or one that somebody took
/// away and brought back, with other tags perhaps. Whoever copies it may still be at it.
struct ReturnedSound {
    enum Verdict {
        /// As large as it was assembled.
        case untouched
        case same(bytes: Int, sha256: String)
        case unfinished
        case unreadable
        case other
    }

    private let call: Call
    private let catalogue: Catalogue

    private static let settledMicroseconds: Int64 = 60_000_000

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    func verdict(_ sidecar: Sidecar) throws(JobError) -> Verdict {
        let path = call.folders.path(of: sidecar.name, .sound)
        guard let facts = Files.facts(path) else { return .unfinished }
        if facts.bytes == sidecar.bytes { return .untouched }
        guard abs(call.now - facts.modifiedMicroseconds) > Self.settledMicroseconds else {
            return .unfinished
        }
        // One that is wrong is not heard again before it changes.
        let seen = "recordings/" + sidecar.name.path + "." + RecordingName.Part.sound.rawValue
        let last = try inCatalogue { () throws(CatalogueError) in try catalogue.foldersSeen()[seen] }
        guard last != facts.modifiedMicroseconds else { return .other }
        let check = FileCheck(call, isFull: true)
        let flaws = try check.sound(path, frames: sidecar.frames, format: sidecar.format, md5: sidecar.md5)
        let sha256 = try? FileDigest.sha256(path)
        guard Files.facts(path) == facts else { return .unfinished }
        // Whoever gives it away, or mends the disk, does not change when it was written.
        guard let sha256 else { return .unreadable }
        if flaws.isEmpty { return .same(bytes: facts.bytes, sha256: sha256) }
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.saw(folder: seen, modifiedMicroseconds: facts.modifiedMicroseconds)
        }
        return .other
    }
}
