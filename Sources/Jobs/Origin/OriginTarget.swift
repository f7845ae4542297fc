import Archive
import Catalogue
import Lomuz
import Platform

/// Where an origin lies: a folder or a bucket. Only whole files ever have their names there.
protocol OriginTarget: AnyObject {
    /// As people and rows know it.
    var name: String { get }

    /// Nil where there is none.
    func head(_ stream: String) throws(JobError) -> SeenHead?

    /// What lies there under a name that says what is in it.
    func has(_ path: String, bytes: Int?) throws(JobError) -> Bool

    /// In the place of what is there, if that is wrong.
    func put(_ bytes: [UInt8], at path: String) throws(JobError)
    /// False when the file is not what it should be any more.
    func put(
        file: String, sha256: Fingerprint, bytes: Int, mime: String, at path: String
    ) throws(JobError) -> Bool

    /// Afterwards, what was put is there for good.
    func settle() throws(JobError)

    /// False when somebody else has put another head there since.
    func replaceHead(
        _ stream: String, with bytes: [UInt8], ifStill seen: SeenHead?
    ) throws(JobError) -> Bool

    /// Nil where there is none; more than `most` bytes are refused.
    func read(_ path: String, most: Int) throws(JobError) -> [UInt8]?

    /// Of a whole file, read to its end; nil where there is none.
    func measure(_ path: String) throws(JobError) -> (sha256: String, bytes: Int)?

    /// All files whose path begins so, in order.
    func list(_ prefix: String) throws(JobError) -> [StoredFile]

    /// One that is not there is no error.
    func remove(_ path: String) throws(JobError)
}

struct SeenHead: Equatable {
    let bytes: [UInt8]
    /// What the place itself calls this version.
    let tag: String
}

struct StoredFile: Equatable {
    let path: String
    let bytes: Int
    let modifiedMicroseconds: Int64
}

/// Hands on what is refused when something is not as it must be.
func believing<Answer>(_ body: () throws(Refusal) -> Answer) throws(JobError) -> Answer {
    do throws(Refusal) { return try body() } catch { throw .refused("\(error)") }
}

/// The same where it is a person who wrote it.
func publishing<Answer>(_ body: () throws(Refusal) -> Answer) throws(JobError) -> Answer {
    do throws(Refusal) { return try body() } catch { throw .failed("\(error)") }
}

/// `/srv/lomuz`, `file:///srv/lomuz`, `s3://bucket/prefix`
enum OriginAddress: Equatable {
    case folder(String)
    case bucket(String, prefix: String)

    init?(_ text: String) {
        if text.hasPrefix("s3://") {
            let parts = text.dropFirst(5).split(separator: "/", maxSplits: 1).map(String.init)
            guard let bucket = parts.first, Self.isPlain(bucket) else { return nil }
            let prefix = parts.count > 1 ? String(parts[1].drop { $0 == "/" }) : ""
            let trimmed = prefix.split(separator: "/").joined(separator: "/")
            guard trimmed.split(separator: "/").allSatisfy({ Self.isPlain(String($0)) }) else { return nil }
            self = .bucket(bucket, prefix: trimmed.isEmpty ? "" : trimmed + "/")
            return
        }
        let path = text.hasPrefix("file://") ? String(text.dropFirst(7)) : text
        guard !path.isEmpty, !path.contains("://") else { return nil }
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self = .folder(trimmed)
    }

    /// It becomes part of an address and of what is signed: nothing in it needs escaping.
    private static func isPlain(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.wholeMatch(of: /[A-Za-z0-9._-]+/) != nil
            && text != "." && text != ".."
    }
}

extension Call {
    /// Where to publish, and to collect from.
    func originTarget() throws(JobError) -> any OriginTarget {
        let text = invocation.text(.target) ?? settings.text(.publishTo)
        guard !text.isEmpty else {
            throw .misconfigured("say where the origin is, with --target or the setting PUBLISH_TO")
        }
        switch OriginAddress(text) {
        case .folder(let path): return FolderTarget(path, self)
        case .bucket(let bucket, let prefix): return try S3Target(bucket: bucket, prefix: prefix, self)
        case nil: throw .misconfigured("\(text) is neither a folder nor of the form s3://bucket/prefix")
        }
    }

    func originStream() throws(JobError) -> String {
        let stream = invocation.text(.stream) ?? settings.text(.publishStream)
        guard stream.isPlainID else {
            throw .misconfigured("the stream \(stream) may hold only letters, digits, _ and -, 1 to 64")
        }
        return stream
    }

    var originPath: String { folders.root + "/origin.db" }

    func originStore() throws(JobError) -> OriginStore {
        try inCatalogue { () throws(CatalogueError) in try OriginStore(making: originPath) }
    }

    /// For questions; nil when there is none yet.
    func existingOriginStore() throws(JobError) -> OriginStore? {
        guard Files.exists(originPath) else { return nil }
        return try inCatalogue { () throws(CatalogueError) in try OriginStore(existing: originPath) }
    }

    var unixSeconds: Int { Int(now / 1_000_000) }
}

extension Option {
    static let target = Option(
        "--target", .text("ADDRESS"), says: "the origin: a folder or s3://bucket/prefix, not PUBLISH_TO")
    static let stream = Option("--stream", .text("NAME"), says: "which stream, instead of PUBLISH_STREAM")
}
