import Catalogue
import Lomuz
import Platform

/// What shall be published, and how it differs from what is.
struct Edition {
    struct Delta {
        let from: Fingerprint
        let bytes: [UInt8]
    }

    let stream: String
    let music: GatheredMusic
    let last: LastHead
    let buckets: [Bucket]
    let index: LeafIndex
    let name: Fingerprint
    let epoch: Int
    let seq: Int
    /// From what is published; nil when nothing is, or when it cannot be known any more.
    let step: PublishedStep?
    let deltas: [Delta]
    /// Paths of which a check found that something else lies there.
    let faulty: Set<String>
    /// Whether this machine knows that it is published.
    let isRemembered: Bool

    private let call: Call

    init(
        _ call: Call, _ stream: String, _ music: GatheredMusic, _ last: LastHead, _ store: OriginStore,
        _ target: any OriginTarget
    ) throws(JobError) {
        self.call = call
        self.stream = stream
        self.music = music
        self.last = last
        let buckets = try publishing { () throws(Refusal) in try music.state.buckets() }
        let index = try publishing { () throws(Refusal) in try LeafIndex(of: buckets) }
        let name = try publishing { () throws(Refusal) in try index.state }
        (self.buckets, self.index, self.name) = (buckets, index, name)
        let past = try PublishedPast(stream, store, target)
        (epoch, seq) = Self.number(name, last, past, newEpoch: Self.newEpoch(call))
        isRemembered = past.newestHere.map { $0.state == name && $0.seq == last.head?.seq } ?? false
        let faulty = try inCatalogue { () throws(CatalogueError) in try store.faults(at: target.name) }
        self.faulty = faulty
        guard last.head?.state != name else {
            step = nil
            let lost = try Self.lost(last.head, stream, faulty, target)
            deltas = try Self.deltas(from: lost, to: name, seq, buckets, music.state, past, call)
            return
        }
        step = try last.head.flatMap { head throws(JobError) in
            try past.index(of: head.state).flatMap { old throws(JobError) in
                try past.step(from: old, to: buckets)
            }
        }
        let players = try inCatalogue { () throws(CatalogueError) in try store.statesOfPlayers(stream) }
        let chosen = DeltaChoice.states(
            to: name, last: last.head?.state, withPlayers: players, history: past.history)
        deltas = try Self.deltas(from: chosen, to: name, seq, buckets, music.state, past, call)
    }

    /// Never lower than what this machine remembers: an older copy of the origin may have been put back. One state has
    /// one number, at however many targets it is published: a player may ask any of them.
    private static func number(
        _ name: Fingerprint, _ last: LastHead, _ past: PublishedPast, newEpoch: Int?
    ) -> (epoch: Int, seq: Int) {
        let there = last.head.map { ($0.epoch, $0.seq) } ?? (1, 0)
        let here = past.newestHere.map { ($0.epoch, $0.seq) } ?? there
        let remembered = past.newest.map { ($0.epoch, $0.seq) } ?? there
        let highest = remembered < there ? there : remembered
        if let newEpoch { return (max(newEpoch, highest.0 + 1), 1) }
        if last.head?.state == name && here <= there { return there }
        if past.newest?.state == name && remembered > there { return remembered }
        return (highest.0, highest.1 + 1)
    }

    /// By the clock, so that it is later than any before, even where nobody remembers those.
    private static func newEpoch(_ call: Call) -> Int? {
        call.invocation.has(.newEpoch) ? call.unixSeconds / 60 : nil
    }

    /// Where a delta begins that the head promises, and that is missing or wrong.
    private static func lost(
        _ head: Head?, _ stream: String, _ faulty: Set<String>, _ target: any OriginTarget
    ) throws(JobError) -> [Fingerprint] {
        guard let head else { return [] }
        var lost: [Fingerprint] = []
        for old in head.deltaFrom {
            let path = ObjectPath.delta(stream, from: old, to: head.state)
            let isThere = try target.has(path, bytes: nil)
            if faulty.contains(path) || !isThere { lost.append(old) }
        }
        return lost
    }

    private static func deltas(
        from states: [Fingerprint], to name: Fingerprint, _ seq: Int, _ buckets: [Bucket],
        _ state: StreamState, _ past: PublishedPast, _ call: Call
    ) throws(JobError) -> [Delta] {
        let zone = TimeZoneRules(named: state.settings.timeZone) ?? .utc
        let classes = state.downloadClasses(at: zone.time(at: call.unixSeconds))
        var deltas: [Delta] = []
        for old in states {
            try call.stop.check()
            guard let index = try past.index(of: old), let step = try past.step(from: index, to: buckets)
            else { continue }
            let wanted = Set(step.downloads.map(\.id))
            let bytes = SyncManifest(
                from: old, to: name, fromSeq: past.seq(of: old) ?? 0, toSeq: seq, change: step.change
            ).bytes { wanted.contains($0.id) ? classes[$0.id] : nil }
            guard bytes.count <= state.lineBytes else { continue }
            deltas.append(Delta(from: old, bytes: bytes))
        }
        return deltas
    }

    /// Why a folder that is not there, or a list that was emptied, does not empty every shop.
    func checkLosses() throws(JobError) {
        guard let losses, losses.isTooMuch, !call.invocation.has(.allowMassDelete) else { return }
        let share = losses.vanishingMilliseconds * 100 / max(1, losses.playableMilliseconds)
        throw .refused(
            "\(share) % of what players can play would vanish; nothing is published. "
                + "If that is meant, use --allow-mass-delete")
    }

    var losses: MassDeletion? {
        step.map { MassDeletion(of: $0, to: music.state, at: call.unixSeconds) }
    }
}
