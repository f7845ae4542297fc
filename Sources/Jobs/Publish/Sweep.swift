import Archive
import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs publish sweep`
struct Sweep {
    private let call: Call

    /// What a publisher that died has left aside.
    private static let asideMicroseconds: Int64 = 86_400_000_000

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        let target = try call.originTarget()
        let store = try call.originStore()
        var files: [StoredFile] = []
        for folder in OriginFile.folders {
            // Not every server on the way leaves dots in an address alone.
            files += try target.list(folder).filter { OriginFile.isStraight($0.path) }
        }
        let needed = try NeededFiles(call, target, store).paths(files)
        let marked = try inCatalogue { () throws(CatalogueError) in try store.garbage(at: target.name) }
        let garbage = Garbage(
            files: files.filter { !$0.isAside }.map { ($0.path, $0.bytes) }, needed: needed,
            marked: marked, at: call.unixSeconds)
        let leftovers = files.filter {
            $0.isAside && call.now - $0.modifiedMicroseconds > Self.asideMicroseconds
        }
        let removable = garbage.removable.map { ($0.path, $0.bytes) } + leftovers.map { ($0.path, $0.bytes) }
        if call.isDry { return try tell(garbage, removable) }
        for (path, _) in removable {
            try call.stop.check()
            try target.remove(path)
            CrashPoint.pass(.sweepRemoved)
        }
        try target.settle()
        if garbage.marks != marked {
            try inCatalogue { () throws(CatalogueError) in
                try store.replaceGarbage(garbage.marks, at: target.name)
            }
        }
        guard !removable.isEmpty else {
            return .unchanged(["files": files.count, "unneeded": garbage.marks.count])
        }
        return .changed([
            "files": files.count, "unneeded": garbage.marks.count, "removed": removable.count,
            "bytes": removable.reduce(0) { $0 + $1.1 },
        ])
    }

    private func tell(_ garbage: Garbage, _ removable: [(String, Int)]) throws(JobError) -> Outcome {
        for (path, bytes) in removable { try call.page.line("would remove \(path), \(Human.size(bytes))") }
        try call.page.line(
            "\(Human.count(removable.count, "file")) would go, \(garbage.marks.count) more are unneeded but too young"
        )
        return .unchanged()
    }
}

extension StoredFile {
    fileprivate var isAside: Bool { path.hasSuffix(Files.asideSuffix) }
}

/// What any stream's head leads to, and what led there a short while ago.
struct NeededFiles {
    private let call: Call
    private let target: any OriginTarget
    private let store: OriginStore

    init(_ call: Call, _ target: any OriginTarget, _ store: OriginStore) {
        self.call = call
        self.target = target
        self.store = store
    }

    func paths(_ files: [StoredFile]) throws(JobError) -> Set<String> {
        var paths: Set<String> = []
        for file in files where OriginFile.isHead(file.path) {
            let parts = file.path.split(separator: "/").map(String.init)
            guard parts.count == 3, parts[1].isPlainID else { continue }
            paths.insert(file.path)
            try add(parts[1], to: &paths)
        }
        return paths
    }

    /// A head that cannot be read is a reason to remove nothing.
    private func add(_ stream: String, to paths: inout Set<String>) throws(JobError) {
        guard let bytes = try target.head(stream)?.bytes else {
            throw .failed("the head of \(stream) is gone; nothing is removed")
        }
        let head = try believing { () throws(Refusal) in
            try Head(parsing: try Envelope(parsing: bytes).payload)
        }
        for from in head.deltaFrom { paths.insert(ObjectPath.delta(stream, from: from, to: head.state)) }
        guard try add(state: head.state, to: &paths) else {
            throw .refused("the state of \(stream) is not whole; nothing is removed")
        }
        // Players may be on their way to the one before.
        let past = try inCatalogue { () throws(CatalogueError) in try store.published(stream) }
        if let before = past.first(where: { $0.state != head.state })?.state {
            _ = try add(state: before, to: &paths)
        }
    }

    /// False when something of it is missing or wrong.
    private func add(state: Fingerprint, to paths: inout Set<String>) throws(JobError) -> Bool {
        let reading = try StateReading(state, target)
        paths.insert(ObjectPath.index(state))
        for leaf in reading.index?.leaves ?? [] { paths.insert(ObjectPath.bucket(leaf)) }
        for asset in reading.records.compactMap(\.asset) { paths.insert(ObjectPath.media(asset.sha256)) }
        return reading.faults.isEmpty
    }
}
