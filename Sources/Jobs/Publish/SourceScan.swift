import Catalogue
import Digests
import Lomuz
import Platform

/// A sound file below the source, looked into when it is not known yet.
struct ScannedFile {
    let source: OriginStore.Source
    let path: String

    var isLossless: Bool { SourceScan.lossless.contains(SourceScan.ending(of: path)) }
}

/// Walks the folder of music. What has kept its size, time and number is not read again.
final class SourceScan {
    private let call: Call
    private let root: String
    private let store: OriginStore
    private var known: [String: OriginStore.Source]
    private var fresh: [OriginStore.Source] = []
    private(set) var files: [ScannedFile] = []
    private(set) var remarks: [String] = []

    static let lossless = ["flac", "wav"]
    static let endings = ["mp3"] + lossless
    private static let deepest = 32
    private static let savedAtOnce = 100

    init(_ call: Call, _ root: String, _ store: OriginStore) throws(JobError) {
        self.call = call
        self.root = root
        self.store = store
        known = try inCatalogue { () throws(CatalogueError) in try store.sources() }
    }

    static func ending(of path: String) -> String {
        path.lastIndex(of: ".").map { path[path.index(after: $0)...].lowercased() } ?? ""
    }

    func run() throws(JobError) {
        guard Files.facts(root)?.isFolder == true else { throw .failed("there is no folder \(root)") }
        var paths: [String] = []
        try walk("", depth: 0, into: &paths)
        let bar = call.progress("looking", unit: .files)
        defer { bar.end() }
        for (index, path) in paths.enumerated() {
            try call.stop.check()
            bar.show(done: Double(index), of: Double(paths.count))
            try look(path)
        }
        try save()
    }

    private func walk(_ folder: String, depth: Int, into paths: inout [String]) throws(JobError) {
        let names = try onDisk { () throws(SystemError) in try Files.names(in: root + "/" + folder) }
        for name in names where !name.hasPrefix(".") {
            let path = folder.isEmpty ? name : folder + "/" + name
            guard let facts = Files.facts(root + "/" + path) else { continue }
            if facts.isFolder {
                if depth < Self.deepest { try walk(path, depth: depth + 1, into: &paths) }
            } else if Self.endings.contains(Self.ending(of: name)) && Files.isRegular(root + "/" + path) {
                paths.append(path)
            }
        }
    }

    private func look(_ path: String) throws(JobError) {
        let full = root + "/" + path
        guard let facts = Files.facts(full) else { return }
        let inode = Int(truncatingIfNeeded: facts.identity.last ?? 0)
        if let source = known[full], source.bytes == facts.bytes, source.inode == inode,
            source.modifiedMicroseconds == facts.modifiedMicroseconds
        {
            files.append(ScannedFile(source: source, path: path))
            return
        }
        guard let words = SoundWords(full, name: path) else {
            remarks.append("\(path) is no sound that can be published")
            return
        }
        let sha256 = try onDisk { () throws(SystemError) in
            try FileDigest.sha256(full) { _ in !call.stop.isSet }
        }
        guard let sha256 else { throw .stopped }
        let source = OriginStore.Source(
            path: full, bytes: facts.bytes, modifiedMicroseconds: facts.modifiedMicroseconds, inode: inode,
            sha256: sha256, milliseconds: words.milliseconds, title: words.title, artist: words.artist)
        files.append(ScannedFile(source: source, path: path))
        // One that was changed a moment ago may be changed again within the same moment.
        if call.now - facts.modifiedMicroseconds > 2_000_000 { fresh.append(source) }
        if fresh.count >= Self.savedAtOnce { try save() }
    }

    private func save() throws(JobError) {
        guard !call.isDry, !fresh.isEmpty else { return }
        try inCatalogue { () throws(CatalogueError) in try store.store(fresh) }
        fresh = []
    }
}
