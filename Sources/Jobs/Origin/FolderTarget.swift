import Archive
import Digests
import Lomuz
import Platform

/// An origin that a web server serves from a folder.
final class FolderTarget: OriginTarget {
    private let root: String
    private let stop: StopFlag
    private let disk = Disk.system
    /// Folders that files were put into and that are not synced yet.
    private var unsettled: Set<String> = []
    private var made: Set<String> = []

    private static let patience = 300
    private static let pauseMilliseconds = 100

    init(_ root: String, _ call: Call) {
        self.root = root
        stop = call.stop
    }

    var name: String { root }

    func head(_ stream: String) throws(JobError) -> SeenHead? {
        guard let bytes = try read(ObjectPath.head(stream), most: Limits.headBytes * 2) else { return nil }
        return SeenHead(bytes: bytes, tag: "")
    }

    func has(_ path: String, bytes: Int?) throws(JobError) -> Bool {
        guard let facts = Files.facts(root + "/" + path), !facts.isFolder else { return false }
        return bytes == nil || facts.bytes == bytes
    }

    func put(_ bytes: [UInt8], at path: String) throws(JobError) {
        try write(path) { file throws(JobError) in
            try onDisk { () throws(SystemError) in try disk.write(file, bytes, 0) }
            return true
        }
    }

    func put(
        file: String, sha256: Fingerprint, bytes: Int, mime: String, at path: String
    ) throws(JobError) -> Bool {
        try write(path) { target throws(JobError) in
            try copy(file, to: target) == sha256.hexadecimal
        }
    }

    func settle() throws(JobError) {
        for folder in unsettled.sorted() {
            try onDisk { () throws(SystemError) in try disk.syncFolder(folder) }
        }
        unsettled = []
    }

    func replaceHead(
        _ stream: String, with bytes: [UInt8], ifStill seen: SeenHead?
    ) throws(JobError) -> Bool {
        let path = ObjectPath.head(stream)
        try makeFolder(parentFolder(root + "/" + path))
        let lock = try lock(parentFolder(root + "/" + path) + "/.lock")
        guard try head(stream)?.bytes == seen?.bytes else {
            lock.release()
            return false
        }
        let before = Files.facts(root + "/" + path)?.modifiedMicroseconds
        try write(path) { file throws(JobError) in
            try onDisk { () throws(SystemError) in
                try disk.write(file, bytes, 0)
                if let before { try Files.makeNewer(file, thanMicroseconds: before) }
            }
            return true
        }
        try settle()
        lock.release()
        return true
    }

    /// Whoever has it is about to be done.
    private func lock(_ path: String) throws(JobError) -> Lock {
        for _ in 0..<Self.patience {
            do throws(LockError) { return try Lock(path: path) } catch {
                guard case .held = error else { throw .failed("\(error)") }
            }
            if stop.wait(milliseconds: Self.pauseMilliseconds) { throw .stopped }
        }
        throw .busy("somebody else is publishing to \(root)")
    }

    func read(_ path: String, most: Int) throws(JobError) -> [UInt8]? {
        let path = root + "/" + path
        guard let facts = Files.facts(path) else { return nil }
        guard facts.bytes <= most else { throw .refused("\(path) is larger than it can be") }
        do throws(SystemError) { return try Files.read(path) } catch {
            if error.isMissing { return nil }
            throw .disk(error)
        }
    }

    func measure(_ path: String) throws(JobError) -> (sha256: String, bytes: Int)? {
        let path = root + "/" + path
        guard let facts = Files.facts(path) else { return nil }
        let digest = try onDisk { () throws(SystemError) in
            try FileDigest.sha256(path) { _ in !stop.isSet }
        }
        guard let digest else { throw .stopped }
        return (digest, facts.bytes)
    }

    func list(_ prefix: String) throws(JobError) -> [StoredFile] {
        var files: [StoredFile] = []
        try list(prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix, depth: 0, into: &files)
        return files
    }

    /// Names that begin with a dot are nobody's files.
    private func list(_ path: String, depth: Int, into files: inout [StoredFile]) throws(JobError) {
        let names = try onDisk { () throws(SystemError) in try Files.names(in: root + "/" + path) }
        for name in names where !name.hasPrefix(".") {
            let inner = path + "/" + name
            guard let facts = Files.facts(root + "/" + inner) else { continue }
            if facts.isFolder {
                if depth < 6 { try list(inner, depth: depth + 1, into: &files) }
            } else {
                files.append(
                    StoredFile(
                        path: inner, bytes: facts.bytes, modifiedMicroseconds: facts.modifiedMicroseconds))
            }
        }
    }

    func remove(_ path: String) throws(JobError) {
        do throws(SystemError) { try disk.remove(root + "/" + path) } catch {
            if !error.isMissing { throw .disk(error) }
        }
        unsettled.insert(parentFolder(root + "/" + path))
    }
}

extension FolderTarget {
    /// Aside under a name that nobody else takes, synced, renamed. `body` answers whether it may have its name.
    @discardableResult
    private func write(_ path: String, _ body: (Int32) throws(JobError) -> Bool) throws(JobError) -> Bool {
        let path = root + "/" + path
        let folder = parentFolder(path)
        try makeFolder(folder)
        let aside = "\(path).\(RecordingKey.random())\(Files.asideSuffix)"
        let file = try onDisk { () throws(SystemError) in try disk.createLocked(aside) }
        defer { disk.close(file) }
        do throws(JobError) {
            CrashPoint.pass(.originWriting)
            guard try body(file) else {
                try onDisk { () throws(SystemError) in try disk.remove(aside) }
                return false
            }
            CrashPoint.pass(.originWritten)
            try onDisk { () throws(SystemError) in
                try disk.sync(file)
                try disk.rename(aside, path)
            }
            CrashPoint.pass(.originNamed)
        } catch {
            try? disk.remove(aside)
            throw error
        }
        unsettled.insert(folder)
        return true
    }

    private func makeFolder(_ folder: String) throws(JobError) {
        guard made.insert(folder).inserted, !Files.exists(folder) else { return }
        try onDisk { () throws(SystemError) in try disk.makeFolder(folder) }
    }

    /// Answers what the bytes come to that were copied.
    private func copy(_ path: String, to target: Int32) throws(JobError) -> String {
        guard var digest = Digest(.sha256) else { throw .failed("SHA-256 cannot be computed") }
        let source: OpenFile
        do throws(SystemError) { source = try OpenFile(reading: path) } catch { throw .disk(error) }
        var offset = 0
        while true {
            try stop.check()
            let bytes: [UInt8]
            do throws(SystemError) { bytes = try source.bytes(from: offset, count: 1 << 20) } catch {
                throw .disk(error)
            }
            if bytes.isEmpty { break }
            try onDisk { () throws(SystemError) in try disk.write(target, bytes, offset) }
            digest.add(bytes)
            offset += bytes.count
        }
        return digest.finish().hexadecimal
    }
}
