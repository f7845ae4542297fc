import Digests
import Glibc
package import Lomuz
import Packing
import Platform

/// An origin as anybody could make one from the contract: a folder that a web server can serve as it is.
package final class TestOrigin {
    package let folder: String
    package let stream: String
    package private(set) var states: [StreamState] = [.empty]
    package var head: Head
    package private(set) var keys: [[UInt8]]
    /// How many of the last states get a delta.
    package var deltas = 8

    package init(in folder: String, stream: String = "bar") throws {
        self.folder = folder
        self.stream = stream
        guard let key = Ed25519.makePrivateKey() else { throw TestSupportError("no key") }
        keys = [key]
        let empty = try StreamState.empty.index().state
        let now = Int(Clock.system.utcMicroseconds() / 1_000_000)
        head = Head(
            stream: stream, seq: 0, state: empty, records: 0, stateBytes: 0, mediaBytes: 0, issued: now - 60,
            expires: now + 30 * 86_400)
    }

    package var publicKey: String { Ed25519.publicKey(of: keys[0])?.hexadecimal ?? "" }
    package var state: StreamState { states.last ?? .empty }

    /// The settings of a player of this stream.
    package func settings(_ origins: String? = nil) -> [String: String] {
        [
            "LOMUZ_STREAM": stream, "LOMUZ_ORIGINS": origins ?? "file://" + folder,
            "LOMUZ_PUBLIC_KEY": publicKey, "LOMUZ_DEVICE": "till-1",
        ]
    }

    package func put(_ path: String, _ bytes: [UInt8]) throws {
        let place = folder + "/" + path
        try Disk.system.makeFolder(parentFolder(place))
        try Files.replace(place, with: bytes)
    }

    /// A file of media, and the asset that names it.
    package func asset(
        _ id: String, _ media: [UInt8], mime: String = "audio/mpeg", milliseconds: Int = 180_000,
        from: Int? = nil, until: Int? = nil, isEmergency: Bool = false
    ) throws -> Asset {
        let sha256 = try Fingerprint(of: media)
        if !Files.exists(folder + "/" + ObjectPath.media(sha256)) {
            try put(ObjectPath.media(sha256), media)
        }
        return Asset(
            id: id, sha256: sha256, md5: Digest.of(media, .md5)?.hexadecimal, bytes: media.count, mime: mime,
            milliseconds: milliseconds, title: "Title \(id)", artist: "Artist", from: from, until: until,
            isEmergency: isEmergency)
    }

    /// In the order that keeps every player's view whole: the head last.
    package func publish(_ records: [Record]) throws {
        let next = try StreamState(records)
        let index = try next.index()
        let to = try index.state
        for bucket in try next.buckets() where !bucket.body.isEmpty {
            let path = ObjectPath.bucket(bucket.leaf)
            guard !Files.exists(folder + "/" + path) else { continue }
            try put(path, Gzip.packed(bucket.body) ?? [])
        }
        try put(ObjectPath.index(to), index.bytes)
        var from: [Fingerprint] = []
        for (back, old) in states.reversed().prefix(deltas).enumerated() {
            let name = try old.index().state
            guard name != to, !from.contains(name) else { continue }
            let delta = SyncManifest(
                from: name, to: to, fromSeq: max(0, head.seq - back), toSeq: head.seq + 1,
                change: old.change(to: next))
            try put(ObjectPath.delta(stream, from: name, to: to), delta.bytes { _ in .future })
            from.append(name)
        }
        states.append(next)
        head.seq += 1
        head.state = to
        head.records = next.records.count
        head.stateBytes = next.lineBytes
        head.mediaBytes = next.mediaBytes
        head.deltaFrom = from
        try sign()
    }

    package func sign(with others: [[UInt8]]? = nil) throws {
        try put(ObjectPath.head(stream), try Envelope(head, signedBy: others ?? keys).bytes)
    }
}

extension TestOrigin {
    /// A playlist that always plays.
    package static func always(_ playlist: Playlist, priority: Int = 0) throws -> [Record] {
        [
            try Record(playlist),
            try Record(Schedule(id: "always-\(playlist.id)", playlist: playlist.id, priority: priority)),
        ]
    }

    /// So many small assets in one playlist that always plays, and one for emergencies.
    package func publishShop(_ count: Int, bytes: Int = 3_000, mark: UInt8 = 1) throws {
        var records: [Record] = []
        for number in 0..<count {
            let media = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes) + [mark]
            records.append(try Record(try asset("a\(number)", media)))
        }
        records.append(try Record(try asset("help", [9, 9, 9, mark], isEmergency: true)))
        records += try Self.always(Playlist(id: "day", items: (0..<count).map { "a\($0)" }))
        try publish(records)
    }
}
