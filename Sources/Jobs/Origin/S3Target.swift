import Digests
import Lomuz
import Platform
import Transfer

/// An origin in a bucket of Amazon S3, or of whoever speaks its language.
final class S3Target: OriginTarget {
    private let service: S3Service
    private let prefix: String
    /// What lies there as its own lists say it, so that nobody asks ten thousand times; nil before the first question.
    private var listed: [String: Int]?

    /// The same words at another service are another place.
    let name: String

    init(bucket: String, prefix: String, _ call: Call) throws(JobError) {
        self.prefix = prefix
        let endpoint = call.settings.text(.s3Endpoint)
        name = "s3://\(bucket)/\(prefix)" + (endpoint.isEmpty ? "" : " at \(endpoint)")
        service = try S3Service(bucket: bucket, call)
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
        guard let found = try self.found()[path] else { return false }
        return bytes == nil || found == bytes
    }

    func put(_ bytes: [UInt8], at path: String) throws(JobError) {
        let mime = OriginFile.contentType(path)
        try put(.bytes(bytes), bytes.count, sha256: try sha256(bytes), mime, at: path)
    }

    func put(
        file: String, sha256: Fingerprint, bytes: Int, mime: String, at path: String
    ) throws(JobError) -> Bool {
        // The service would refuse it too, after all of it was sent.
        let found = try onDisk { () throws(SystemError) in try FileDigest.sha256(file) }
        guard found == sha256.hexadecimal else { return false }
        try put(.file(file), bytes, sha256: sha256.hexadecimal, mime, at: path)
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
        if head.status == 404 { return nil }
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
        listed?[path] = nil
        let (head, _) = try service.ask(.delete, prefix + path, most: 65_536)
        if head.status != 404 { try service.expect(head, to: "remove", path) }
    }
}

extension S3Target {
    private func found() throws(JobError) -> [String: Int] {
        if let listed { return listed }
        var all: [String: Int] = [:]
        for folder in OriginFile.folders {
            for file in try list(folder) { all[file.path] = file.bytes }
        }
        listed = all
        return all
    }

    /// What is there already, and is put all the same, is wrong and is replaced. Otherwise whoever was faster has put
    /// the same there, if it is as long.
    private func put(
        _ body: WebRequest.Body, _ bytes: Int, sha256: String, _ mime: String, at path: String
    ) throws(JobError) {
        let headers = [
            Header("Content-Type", mime), Header("Cache-Control", OriginFile.cacheControl(path)),
        ]
        let condition = try found()[path] == nil ? [Header("If-None-Match", "*")] : []
        var (head, _) = try service.put(body, sha256: sha256, prefix + path, headers + condition)
        if head.status == 412, try size(path) != bytes {
            (head, _) = try service.put(body, sha256: sha256, prefix + path, headers)
        }
        if head.status != 412 { try service.expect(head, to: "write", path) }
        listed?[path] = bytes
        CrashPoint.pass(.originNamed)
    }

    private func size(_ path: String) throws(JobError) -> Int? {
        let (head, _) = try service.ask(.head, prefix + path, most: 0)
        if head.status == 404 { return nil }
        try service.expect(head, to: "look at", path)
        return head["Content-Length"].flatMap { Int($0) }
    }

    private func sha256(_ bytes: [UInt8]) throws(JobError) -> String {
        guard let digest = Digest.of(bytes, .sha256) else { throw .failed("SHA-256 cannot be computed") }
        return digest.hexadecimal
    }
}
