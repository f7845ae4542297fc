import Archive
import Catalogue
import Lomuz
import Platform

/// Everything that shall be published: what it is, and where its bytes lie now.
struct GatheredMusic {
    struct Medium {
        let path: String
        let bytes: Int
        let mime: String
        /// Of the hash cache.
        let source: String?
    }

    let state: StreamState
    let manifest: SourceManifest
    let media: [Fingerprint: Medium]
    let remarks: [String]
}

/// Looks at the sources, and transcodes what is lossless.
final class MusicGathering {
    private let call: Call
    private let store: OriginStore
    private var files: [SourceFile] = []
    private var media: [Fingerprint: GatheredMusic.Medium] = [:]
    private var remarks: [String] = []

    /// Below this, recordings lie beside the files of the source.
    private static let recordingsFolder = "@recordings/"

    init(_ call: Call, _ store: OriginStore) {
        self.call = call
        self.store = store
    }

    func run() throws(JobError) -> GatheredMusic {
        let root = call.invocation.text(.source) ?? call.settings.text(.publishFrom)
        let which = call.invocation.text(.publishedRecordings) ?? call.settings.text(.publishRecordings)
        guard !root.isEmpty || which != "none" else {
            throw .misconfigured("say what to publish, with --source or the setting PUBLISH_FROM")
        }
        let manifest = try manifest(root)
        let transcoding = Transcoding(call, store, loudness: manifest.settings.loudnessLUFS)
        if !root.isEmpty {
            let scan = try SourceScan(
                call, root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root, store)
            try scan.run()
            remarks += scan.remarks
            for file in scan.files { try add(file, transcoding) }
        }
        if which != "none" { try addRecordings(isAll: which == "all", transcoding) }
        let state = try publishing { () throws(Refusal) in
            try SourceLibrary(manifest, files: files).state()
        }
        return GatheredMusic(state: state, manifest: manifest, media: media, remarks: remarks)
    }

    private func manifest(_ root: String) throws(JobError) -> SourceManifest {
        let path = root + "/" + SourceManifest.fileName
        guard !root.isEmpty, Files.exists(path) else { return .everything }
        let bytes = try onDisk { () throws(SystemError) in try Files.read(path) }
        return try publishing { () throws(Refusal) in
            try SourceManifest(parsing: bytes) { TimeZoneRules(named: $0) }
        }
    }

    private var isLosslessKept: Bool { call.settings.text(.publishLossless) == "yes" }

    private func add(_ file: ScannedFile, _ transcoding: Transcoding) throws(JobError) {
        let source = file.source
        try add(
            named: file.path, at: source.path, sha256: source.sha256, bytes: source.bytes,
            milliseconds: source.milliseconds, title: source.title, artist: source.artist,
            isLossless: file.isLossless, cached: source.path, transcoding)
    }

    private func addRecordings(isAll: Bool, _ transcoding: Transcoding) throws(JobError) {
        guard let catalogue = try call.existingCatalogue() else { return }
        let recordings = try inCatalogue { () throws(CatalogueError) in try catalogue.recordings() }
        for recording in recordings where isAll || recording.isPermanent {
            try add(
                named: Self.recordingsFolder + recording.name.stem + ".flac",
                at: call.folders.path(of: recording.name, .sound), sha256: recording.sha256,
                bytes: recording.bytes, milliseconds: Int(recording.seconds * 1_000),
                title: recording.title, artist: recording.artist ?? "", isLossless: true, cached: nil,
                transcoding)
        }
    }

    private func add(
        named name: String, at path: String, sha256: String, bytes: Int, milliseconds: Int,
        title: String, artist: String, isLossless: Bool, cached: String?, _ transcoding: Transcoding
    ) throws(JobError) {
        var (digits, size, place, mime) = (sha256, bytes, path, "audio/mpeg")
        if isLossless && isLosslessKept {
            mime = SourceScan.ending(of: path) == "wav" ? "audio/wav" : "audio/flac"
        } else if isLossless {
            let made: (sha256: String, bytes: Int)?
            do throws(JobError) {
                made = try transcoding.run(path, sha256: sha256, title: title, artist: artist)
            } catch {
                guard case .failed(let reason) = error else { throw error }
                // One that is damaged holds up no other.
                remarks.append(reason)
                return
            }
            // What a dry run would have to encode first goes under the name of its source.
            (digits, size) = made ?? (sha256, bytes)
            place = made.map { transcoding.path(of: $0.sha256) } ?? path
        }
        guard let fingerprint = Fingerprint(hexadecimal: digits) else {
            throw .failed("\(path) has no hash that can be used")
        }
        media[fingerprint] = GatheredMusic.Medium(
            path: place, bytes: size, mime: mime, source: place == path ? cached : nil)
        files.append(
            SourceFile(
                path: name, sha256: fingerprint, bytes: size, mime: mime, milliseconds: milliseconds,
                title: title, artist: artist))
    }
}

extension TimeZoneRules {
    /// Nil for a place that this machine does not know.
    init?(named name: String) {
        guard StreamSettings.isZoneName(name),
            let bytes = try? Files.read(Self.folder + "/" + name)
        else { return nil }
        self.init(parsing: bytes)
    }
}
