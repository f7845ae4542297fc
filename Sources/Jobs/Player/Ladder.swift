import Catalogue
import Lomuz
import Packing
import Platform

/// From what a player knows to what its stream holds now, by the way that costs the fewest bytes.
struct Ladder {
    enum Step: Equatable { case same, taken(way: String) }

    private enum Failure: Error {
        case refused(Refusal)
        case origin(OriginError)
        case own(JobError)
    }

    private let store: LomuzStore
    private let origins: [any Origin]
    private let settings: PlayerSettings
    private let call: Call

    init(_ store: LomuzStore, _ origins: [any Origin], _ settings: PlayerSettings, _ call: Call) {
        self.store = store
        self.origins = origins
        self.settings = settings
        self.call = call
    }

    private var traffic: Traffic { origins.reduce(Traffic()) { $0 + $1.traffic } }

    /// Every origin is asked, until one has a head that can be believed and all that it names.
    func climb() throws(JobError) -> Step {
        var refusal: Refusal?
        var obstacle: OriginError?
        for origin in origins {
            do throws(Failure) {
                if let step = try climb(by: origin) { return step }
            } catch {
                switch error {
                case .refused(let reason): refusal = refusal ?? reason
                case .origin(let reason): obstacle = reason
                case .own(let error): throw error
                }
            }
            try call.stop.check()
        }
        guard let refusal else {
            throw .busy(obstacle.map { "\($0)" } ?? "no origin has a stream \(settings.stream)")
        }
        let traffic = traffic
        try inCatalogue { () throws(CatalogueError) in
            try store.log(
                refusal: "\(refusal)", requests: traffic.requests, bytes: traffic.bytes,
                atMicroseconds: call.now)
        }
        throw .refused("refused: \(refusal); what is here goes on playing")
    }

    /// Nil where there is no such stream.
    private func climb(by origin: any Origin) throws(Failure) -> Step? {
        let (last, own, known, knownOrigin) = try stored { () throws(CatalogueError) in
            (try predecessor(), try store.state(), try store.text(.etag), try store.text(.etagOrigin))
        }
        let etag = own != nil && last != nil && knownOrigin == origin.name ? known : nil
        let bytes: [UInt8]
        let newTag: String?
        switch try ask(origin, ObjectPath.head(settings.stream), Limits.headBytes, unless: etag) {
        case .notModified:
            guard let last, etag != nil else {
                throw .origin(.wrong("\(origin.name) says that nothing has changed, which nobody asked"))
            }
            try checkFreshness(of: last, after: last)
            return .same
        case .missing: return nil
        case .fresh(let fresh, let tag): (bytes, newTag) = (fresh, tag)
        }
        CrashPoint.pass(.headRead)
        let head = try head(in: bytes, after: last)
        CrashPoint.pass(.headBelieved)
        if head.state == own {
            if head != last || etag != newTag {
                try stored { () throws(CatalogueError) in
                    try store.keep(head, etag: newTag, origin: origin.name)
                }
                CrashPoint.pass(.headKept)
            }
            return .same
        }
        if let own, head.deltaFrom.contains(own),
            try takeDelta(from: own, to: head, newTag, origin)
        {
            return .taken(way: "delta")
        }
        try takeBuckets(of: head, newTag, origin)
        return .taken(way: "buckets")
    }

    /// The head that was accepted last; that of another stream counts its own way.
    private func predecessor() throws(CatalogueError) -> Head? {
        try store.head().flatMap { $0.stream == settings.stream ? $0 : nil }
    }

    private func head(in bytes: [UInt8], after last: Head?) throws(Failure) -> Head {
        let head = try judged { () throws(Refusal) in
            try Envelope(parsing: bytes).head(of: settings.stream, trusting: settings.keys)
        }
        if let obstacle = head.obstacle(after: last) { throw .refused(obstacle) }
        try checkFreshness(of: head, after: last)
        return head
    }

    /// Somebody may be holding back what came later; only a clock that can be believed tells. One that nobody vouches
    /// for says nothing of what was signed after all that we know.
    private func checkFreshness(of head: Head, after last: Head?) throws(Failure) {
        let clock = ShopClock(call.clock, head: head)
        let isNews = last.map { head.issued > $0.issued } ?? true
        guard !clock.isDoubtful, clock.isSynchronised || !isNews, head.expires <= clock.unixSeconds else {
            return
        }
        throw .refused(Refusal("freeze", "the head has expired, and nobody has signed a newer one"))
    }
}

extension Ladder {
    /// A delta is advice: whatever is wrong with it, there is another way.
    private func takeDelta(
        from own: Fingerprint, to head: Head, _ etag: String?, _ origin: any Origin
    ) throws(Failure) -> Bool {
        let path = ObjectPath.delta(settings.stream, from: own, to: head.state)
        let answer: OriginAnswer
        do throws(Failure) { answer = try ask(origin, path, Limits.bodyBytes) } catch {
            if case .origin(let reason) = error, reason != .ended { return false }
            throw error
        }
        guard case .fresh(let bytes, _) = answer else { return false }
        CrashPoint.pass(.deltaRead)
        guard let delta = try? SyncManifest(parsing: bytes), delta.from == own, delta.to == head.state else {
            return false
        }
        return try commit(delta.change, head, etag, origin, way: "delta")
    }

    private func takeBuckets(of head: Head, _ etag: String?, _ origin: any Origin) throws(Failure) {
        let named = try whole(origin, ObjectPath.index(head.state), LeafIndex.byteCount)
        let index = try judged { () throws(Refusal) in try LeafIndex(bytes: named, of: head.state) }
        CrashPoint.pass(.indexRead)
        let (buckets, keys) = try stored { () throws(CatalogueError) in
            (try store.buckets(), try store.keys())
        }
        let own = try judged { () throws(Refusal) in try LeafIndex(of: buckets) }
        let differing = index.differences(from: own)
        let empty = try judged { () throws(Refusal) in try Bucket(number: 0, lines: []).leaf }
        var records: [Record] = []
        for number in differing where index.leaves[number] != empty {
            records += try bucket(number, index.leaves[number], origin)
            guard records.count <= Limits.records else {
                throw .refused(Refusal("a state", "it has more than \(Limits.records) records"))
            }
        }
        CrashPoint.pass(.bucketsRead)
        let kept = Set(records.map(\.key))
        let deletes = try judged { () throws(Refusal) in
            var deletes: [RecordKey] = []
            for key in keys where !kept.contains(key) {
                if differing.contains(try key.bucket) { deletes.append(key) }
            }
            return deletes
        }
        let change = Change(updates: records, deletes: deletes)
        guard try commit(change, head, etag, origin, way: "buckets") else {
            throw .refused(Refusal("the buckets", "do not come to the state that the head names"))
        }
    }

    private func bucket(
        _ number: Int, _ leaf: Fingerprint, _ origin: any Origin
    ) throws(Failure) -> [Record] {
        let packed = try whole(origin, ObjectPath.bucket(leaf), Limits.bodyBytes)
        CrashPoint.pass(.bucketRead)
        return try judged { () throws(Refusal) in
            guard let body = Gzip.unpacked(packed, most: Limits.bodyBytes) else {
                throw Refusal("bucket \(number)", "it is no gzip, or unpacks to too much")
            }
            return try Bucket.records(in: body, number: number, leaf: leaf)
        }
    }

    private func commit(
        _ change: Change, _ head: Head, _ etag: String?, _ origin: any Origin, way: String
    ) throws(Failure) -> Bool {
        if let zone = change.updates.compactMap(\.settings).first?.timeZone, ShopClock.rules(zone) == nil {
            throw .refused(Refusal("settings", "this machine knows no time zone \(zone)"))
        }
        let traffic = traffic
        let arrival = LomuzStore.Arrival(
            change: change, head: head, etag: etag, origin: origin.name, way: way,
            requests: traffic.requests, bytes: traffic.bytes)
        CrashPoint.pass(.stateChecked)
        return try stored { () throws(CatalogueError) in
            try store.commit(
                arrival, atUnixSeconds: ShopClock(call.clock, head: head).unixSeconds,
                atMicroseconds: call.now)
        }
    }
}

extension Ladder {
    private static let attempts = 3

    private func ask(
        _ origin: any Origin, _ path: String, _ most: Int, unless etag: String? = nil
    ) throws(Failure) -> OriginAnswer {
        for attempt in 1... {
            do throws(OriginError) {
                return try origin.object(path, most: most, unless: etag)
            } catch {
                guard case .unreachable(_, let seconds) = error, attempt < Self.attempts,
                    (seconds ?? 0) <= 3, !call.stop.isSet
                else { throw .origin(error) }
                call.clock.sleep(Int64(seconds ?? attempt) * (seconds == nil ? 100_000_000 : 1_000_000_000))
            }
        }
        throw .origin(.ended)
    }

    /// What a head names has to be there.
    private func whole(_ origin: any Origin, _ path: String, _ most: Int) throws(Failure) -> [UInt8] {
        guard case .fresh(let bytes, _) = try ask(origin, path, most) else {
            throw .origin(.missing("\(origin.name) does not have \(path), which its head names"))
        }
        return bytes
    }

    private func judged<Answer>(_ body: () throws(Refusal) -> Answer) throws(Failure) -> Answer {
        do throws(Refusal) { return try body() } catch { throw .refused(error) }
    }

    private func stored<Answer>(_ body: () throws(CatalogueError) -> Answer) throws(Failure) -> Answer {
        do throws(CatalogueError) { return try body() } catch { throw .own(.catalogue(error)) }
    }
}
