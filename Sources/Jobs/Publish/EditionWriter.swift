import Catalogue
import Lomuz
import Packing
import Platform

/// Puts an edition where players find it: media, buckets, index, deltas, and the head last.
final class EditionWriter {
    private let call: Call
    private let edition: Edition
    private let store: OriginStore
    private let target: any OriginTarget
    private let keys: SigningKeys
    private var written = 0
    private var writtenBytes = 0
    private var mediaFiles = 0
    private var mended: [String] = []
    private var bodies: [(leaf: Fingerprint, packed: [UInt8])] = []

    init(
        _ call: Call, _ edition: Edition, _ store: OriginStore, _ target: any OriginTarget,
        _ keys: SigningKeys
    ) {
        self.call = call
        self.edition = edition
        self.store = store
        self.target = target
        self.keys = keys
    }

    /// Nil when somebody else was faster: all is to be reckoned anew.
    func run() throws(JobError) -> Outcome? {
        try putMedia()
        CrashPoint.pass(.publishMedia)
        try putBuckets()
        CrashPoint.pass(.publishBuckets)
        try put(edition.index.bytes, at: ObjectPath.index(edition.name))
        for delta in edition.deltas {
            try put(
                delta.bytes, at: ObjectPath.delta(edition.stream, from: delta.from, to: edition.name))
        }
        CrashPoint.pass(.publishDeltas)
        if written > 0 { try settle() }
        let head = try nextHead()
        if let head {
            CrashPoint.pass(.publishHead)
            guard try put(head) else { return nil }
            CrashPoint.pass(.publishDone)
            try remember(head)
        } else if !edition.isRemembered, let last = edition.last.head {
            // Another machine published it, or this one died before it could write it down.
            try remember(last)
        }
        if head == nil && written > 0 {
            call.log.warning("files were missing at the origin, or wrong", ["sent_again": written])
        }
        guard written > 0 else { return .unchanged(["assets": edition.music.state.assets.count]) }
        return .changed([
            "stream": edition.stream, "seq": edition.seq, "state": edition.name.hexadecimal.prefix(12),
            "assets": edition.music.state.assets.count, "media_files": mediaFiles, "files": written,
            "bytes": writtenBytes,
        ])
    }

    private func putMedia() throws(JobError) {
        let media = edition.music.media.sorted { $0.key.hexadecimal < $1.key.hexadecimal }
        let all = media.reduce(0) { $0 + $1.value.bytes }
        var done = 0
        let bar = call.progress("publishing", unit: .bytes)
        defer { bar.end() }
        for (sha256, medium) in media {
            try call.stop.check()
            defer {
                done += medium.bytes
                bar.show(done: Double(done), of: Double(all))
            }
            let path = ObjectPath.media(sha256)
            if try isThere(path, bytes: medium.bytes) { continue }
            let isSame = try target.put(
                file: medium.path, sha256: sha256, bytes: medium.bytes, mime: medium.mime, at: path)
            guard isSame else { throw try changed(medium) }
            count(medium.bytes, at: path)
            mediaFiles += 1
        }
    }

    private func changed(_ medium: GatheredMusic.Medium) throws(JobError) -> JobError {
        if let source = medium.source {
            try inCatalogue { () throws(CatalogueError) in try store.forgetSource(source) }
        }
        return .busy("\(medium.path) changed while it was published; run it again")
    }

    private func putBuckets() throws(JobError) {
        for bucket in edition.buckets {
            let path = ObjectPath.bucket(bucket.leaf)
            let isKnown = try inCatalogue { () throws(CatalogueError) in try store.hasBody(bucket.leaf) }
            let isThere = try self.isThere(path)
            if isKnown && isThere { continue }
            guard let packed = Gzip.packed(bucket.body) else { throw .failed("no memory to pack a bucket") }
            if !isKnown { bodies.append((bucket.leaf, packed)) }
            guard !isThere else { continue }
            try target.put(packed, at: path)
            count(packed.count, at: path)
        }
    }

    private func put(_ bytes: [UInt8], at path: String) throws(JobError) {
        if try isThere(path) { return }
        try target.put(bytes, at: path)
        count(bytes.count, at: path)
    }

    private func settle() throws(JobError) {
        try target.settle()
        guard !mended.isEmpty else { return }
        try inCatalogue { () throws(CatalogueError) in try store.forget(faults: mended, at: target.name) }
    }

    /// And right, as far as anybody knows.
    private func isThere(_ path: String, bytes: Int? = nil) throws(JobError) -> Bool {
        if edition.faulty.contains(path) { return false }
        return try target.has(path, bytes: bytes)
    }

    private func count(_ bytes: Int, at path: String) {
        if edition.faulty.contains(path) { mended.append(path) }
        written += 1
        writtenBytes += bytes
    }
}

extension EditionWriter {
    /// Nil when the one that is there says the same and is fresh.
    private func nextHead() throws(JobError) -> Head? {
        let settings = PublishedHeadSettings(call)
        let state = edition.music.state
        let last = edition.last.head
        let now = call.unixSeconds
        // A clock that went back must not make an older signature of the same.
        let issued = max(now, last?.issued ?? 0)
        let isSame = last?.state == edition.name && last?.seq == edition.seq && last?.epoch == edition.epoch
        let head = Head(
            stream: edition.stream, epoch: edition.epoch, seq: edition.seq, state: edition.name,
            records: state.records.count, stateBytes: state.lineBytes, mediaBytes: state.mediaBytes,
            deltaFrom: isSame ? last?.deltaFrom ?? [] : edition.deltas.map(\.from), issued: issued,
            expires: issued + settings.lifeSeconds, pollSeconds: settings.pollSeconds,
            isSuspended: edition.music.manifest.isSuspended)
        guard isSame, let last, try edition.last.isSigned(by: keys.publicKeys()) else { return head }
        let saysTheSame =
            last.isSuspended == head.isSuspended && last.pollSeconds == head.pollSeconds
            && settings.freshness.isFresh(last, at: now)
        return saysTheSame ? nil : head
    }

    private func put(_ head: Head) throws(JobError) -> Bool {
        let keys = try self.keys.ready()
        let envelope = try publishing { () throws(Refusal) in try Envelope(head, signedBy: keys) }
        let isOurs = try target.replaceHead(
            edition.stream, with: envelope.bytes, ifStill: edition.last.seen)
        if isOurs { count(envelope.bytes.count, at: ObjectPath.head(edition.stream)) }
        return isOurs
    }

    private func remember(_ head: Head) throws(JobError) {
        let assets =
            edition.step.map { $0.change.updates.compactMap(\.asset) } ?? edition.music.state.assets
        try inCatalogue { () throws(CatalogueError) in
            try store.store(
                edition.index, head, at: target.name, bodies: bodies, assets: assets, atMicroseconds: call.now
            )
        }
    }
}

/// What the settings say about heads.
struct PublishedHeadSettings {
    let lifeSeconds: Int
    let pollSeconds: Int

    init(_ call: Call) {
        lifeSeconds = call.settings.whole(.publishExpiresDays) * 86_400
        pollSeconds = call.settings.whole(.publishPollSeconds)
    }

    var freshness: HeadFreshness { HeadFreshness(lifeSeconds: lifeSeconds) }
}
