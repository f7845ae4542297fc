import Catalogue
import Digests
import Lomuz
import Platform
import Transfer

/// An origin in a bucket of Amazon S3, or of whoever speaks its language.
final class S3Target: OriginTarget {
    private let service: S3Service
    private let prefix: String
    private let store: OriginStore
    private let clock: Clock
    /// What we know to lie there, so that nobody asks ten thousand times.
    private var known: [String: Int]

    let name: String

    init(bucket: String, prefix: String, _ call: Call) throws(JobError) {
        self.prefix = prefix
        name = "s3://\(bucket)/\(prefix)"
        service = try S3Service(bucket: bucket, call)
        let store = try call.originStore()
        self.store = store
        clock = call.clock
        let name = name
        known = try inCatalogue { () throws(CatalogueError) in try store.objects(at: name) }
    }

    func head(_ stream: String) throws(JobError) -> SeenHead? {
        let path = ObjectPath.head(stream)
        let (head, body) = try service.ask(.get, prefix + path, most: Limits.headBytes * 2)
        if head.status == 404 { return nil }
        try service.expect(head, to: "read", path)
        guard let tag = head["ETag"] else { throw .failed("\(name) gives no ETag for \(path)") }
        return SeenHead(bytes: body, tag: tag)
    }

    func has(_ path: String, bytes: Int?) throws(JobError) -> Bool {
        if let known = known[path] { return bytes == nil || known == bytes }
        let (head, _) = try service.ask(.head, prefix + path, most: 0)
        if head.status == 404 { return false }
        try service.expect(head, to: "look at", path)
        guard let found = head["Content-Length"].flatMap({ Int($0) }) else { return false }
        if let bytes, bytes != found { return false }
        try remember(path, found)
        return true
    }

    func put(_ bytes: [UInt8], at path: String) throws(JobError) {
        let headers = self.headers(path, OriginFile.contentType(path))
        let (head, _) = try service.put(.bytes(bytes), sha256: try sha256(bytes), prefix + path, headers)
        // Somebody has put the same there.
        if head.status != 412 { try service.expect(head, to: "write", path) }
        try remember(path, bytes.count)
        CrashPoint.pass("origin-named")
    }

    func put(
        file: String, sha256: Fingerprint, bytes: Int, mime: String, at path: String
    ) throws(JobError) -> Bool {
        // The service would refuse it too, after all of it was sent.
        let found = try onDisk { () throws(SystemError) in try FileDigest.sha256(file) }
        guard found == sha256.hexadecimal else { return false }
        let (head, _) = try service.put(
            .file(file), sha256: sha256.hexadecimal, prefix + path, headers(path, mime))
        if head.status != 412 { try service.expect(head, to: "write", path) }
        try remember(path, bytes)
        CrashPoint.pass("origin-named")
        return true
    }

    func settle() throws(JobError) {}

    func replaceHead(
        _ stream: String, with bytes: [UInt8], ifStill seen: SeenHead?
    ) throws(JobError) -> Bool {
        // Not every service heeds the condition; the look keeps the moment short in which two could meet.
        guard try head(stream) == seen else { return false }
        let path = ObjectPath.head(stream)
        let condition = seen.map { Header("If-Match", $0.tag) } ?? Header("If-None-Match", "*")
        let headers = [
            Header("Content-Type", OriginFile.contentType(path)),
            Header("Cache-Control", OriginFile.cacheControl(path)), condition,
        ]
        let (head, _) = try service.put(.bytes(bytes), sha256: try sha256(bytes), prefix + path, headers)
        if [404, 409, 412].contains(head.status) { return false }
        try service.expect(head, to: "write", path)
        return true
    }

    func read(_ path: String, most: Int) throws(JobError) -> [UInt8]? {
        let (head, body) = try service.ask(.get, prefix + path, most: most)
        if head.status == 404 { return nil }
        try service.expect(head, to: "read", path)
        return body
    }

    func measure(_ path: String) throws(JobError) -> (sha256: String, bytes: Int)? {
        guard var digest = Digest(.sha256) else { throw .failed("SHA-256 cannot be computed") }
        var bytes = 0
        let head = try service.stream(prefix + path) { piece in
            digest.add(piece)
            bytes += piece.count
        }
        if head.status == 404 {
            try forget(path)
            return nil
        }
        try service.expect(head, to: "read", path)
        return (digest.finish().hexadecimal, bytes)
    }

    func list(_ prefix: String) throws(JobError) -> [StoredFile] {
        var files: [StoredFile] = []
        var token: String?
        repeat {
            let page = try service.list(self.prefix + prefix, after: token)
            for file in page.files {
                files.append(
                    StoredFile(
                        path: String(file.path.dropFirst(self.prefix.count)), bytes: file.bytes,
                        modifiedMicroseconds: file.modifiedMicroseconds))
            }
            token = page.next
        } while token != nil
        return files
    }

    func remove(_ path: String) throws(JobError) {
        try forget(path)
        let (head, _) = try service.ask(.delete, prefix + path, most: 65_536)
        if head.status != 404 { try service.expect(head, to: "remove", path) }
    }
}

extension S3Target {
    private func headers(_ path: String, _ mime: String) -> [Header] {
        [
            Header("Content-Type", mime), Header("Cache-Control", OriginFile.cacheControl(path)),
            Header("If-None-Match", "*"),
        ]
    }

    private func sha256(_ bytes: [UInt8]) throws(JobError) -> String {
        guard let digest = Digest.of(bytes, .sha256) else { throw .failed("SHA-256 cannot be computed") }
        return digest.hexadecimal
    }

    /// At once: a publish that is interrupted goes on where it was.
    private func remember(_ path: String, _ bytes: Int) throws(JobError) {
        known[path] = bytes
        try inCatalogue { () throws(CatalogueError) in
            try store.store(object: path, bytes: bytes, at: name, atMicroseconds: clock.utcMicroseconds())
        }
    }

    private func forget(_ path: String) throws(JobError) {
        guard known.removeValue(forKey: path) != nil else { return }
        try inCatalogue { () throws(CatalogueError) in try store.forgetObject(path, at: name) }
    }
}
