import Archive
import Platform

/// What lies below `segments` and is not known yet. Paths are below that folder: a day, and a name.
struct SegmentFolder {
    struct File: Hashable, Sendable {
        let path: String
        let name: SegmentName

        init(path: String, name: SegmentName) {
            self.path = path
            self.name = name
        }

        /// Nil for a path that names no segment.
        init?(_ path: String) {
            let fileName = path.split(separator: "/").last.map(String.init) ?? path
            guard let name = SegmentName(fileName: fileName) else { return nil }
            self.init(path: path, name: name)
        }
    }

    /// By tape and frame, tapes in order of the time they tell.
    private(set) var finished: [File] = []
    private(set) var unfinished: [File] = []
    /// Begun under a temporary name.
    private(set) var begun: [File] = []
    private(set) var foreign: [String] = []

    private static let begunSuffix = ".new"

    init(_ folders: Folders, without known: Set<String>) throws(JobError) {
        for day in try Self.names(in: folders.segments) {
            let folder = folders.segments + "/" + day
            guard Files.facts(folder)?.isFolder == true else {
                if !known.contains(day) { foreign.append(day) }
                continue
            }
            for name in try Self.names(in: folder) {
                let path = day + "/" + name
                if !known.contains(path) { add(path, name) }
            }
        }
        finished = Self.sorted(finished)
    }

    var isEmpty: Bool { finished.isEmpty && unfinished.isEmpty && begun.isEmpty && foreign.isEmpty }

    private mutating func add(_ path: String, _ fileName: String) {
        if fileName.hasSuffix(Self.begunSuffix) {
            let stem = fileName.dropLast(Self.begunSuffix.utf8.count)
            if let name = SegmentName(fileName: stem + SegmentName.finishedSuffix) {
                return begun.append(File(path: path, name: name))
            }
        }
        guard let name = SegmentName(fileName: fileName) else { return foreign.append(path) }
        let file = File(path: path, name: name)
        if fileName.hasSuffix(SegmentName.finishedSuffix) {
            finished.append(file)
        } else {
            unfinished.append(file)
        }
    }

    private static func names(in folder: String) throws(JobError) -> [String] {
        try onDisk { () throws(SystemError) in try Files.names(in: folder) }
    }

    static func sorted(_ files: [File]) -> [File] {
        var starts: [String: Int64] = [:]
        for file in files {
            starts[file.name.tape] = min(starts[file.name.tape] ?? .max, file.name.startMicroseconds)
        }
        func key(_ file: File) -> (Int64, String, Int, String) {
            (starts[file.name.tape] ?? 0, file.name.tape, file.name.firstFrame, file.path)
        }
        return files.sorted { key($0) < key($1) }
    }
}
