/// What leads from a state that was published to the one that shall be: found from the buckets that differ, without the
/// others being looked at.
package struct PublishedStep: Sendable {
    package let change: Change
    /// Of the buckets that differ.
    package let before: [Record]
    package let after: [Record]

    /// `bodies` of the old state, for every bucket in which it differs.
    package init(from old: LeafIndex, bodies: [Int: [UInt8]], to buckets: [Bucket]) throws(Refusal) {
        var (before, after): ([Record], [Record]) = ([], [])
        for number in old.differences(from: try LeafIndex(of: buckets)) {
            guard let body = bodies[number] else { throw Refusal("bucket \(number)", "it is not known") }
            before += try Bucket.records(in: body, number: number, leaf: old.leaves[number])
            after += try Bucket.records(
                in: buckets[number].body, number: number, leaf: buckets[number].leaf)
        }
        change = try StreamState(before).change(to: try StreamState(after))
        self.before = before
        self.after = after
    }

    /// Files that a player which had the old state must fetch, each once.
    package var downloads: [Asset] {
        let had = Set(before.compactMap(\.asset?.sha256))
        var seen: Set<Fingerprint> = []
        return change.updates.compactMap(\.asset).filter {
            !had.contains($0.sha256) && seen.insert($0.sha256).inserted
        }
    }

    /// Files that nothing names any more, as far as the buckets that differ say it.
    package var losses: [Asset] {
        let has = Set(after.compactMap(\.asset?.sha256))
        var seen: Set<Fingerprint> = []
        return before.compactMap(\.asset).filter {
            !has.contains($0.sha256) && seen.insert($0.sha256).inserted
        }
    }
}

/// Whether so much would vanish that it is more likely a mistake: a disk that is not there, a folder renamed.
package struct MassDeletion: Equatable, Sendable {
    package let playableMilliseconds: Int
    package let vanishingMilliseconds: Int

    /// What was playable, or will be one day, at a moment.
    package init(of step: PublishedStep, to next: StreamState, at unixSeconds: Int) {
        let old = Self.living(step.before, unixSeconds)
        let new = Self.living(step.after, unixSeconds)
        let all = Self.living(next.records.values, unixSeconds)
        let files = Set(all.map(\.sha256))
        let ids = Set(new.map(\.id))
        let vanishing = old.filter { !ids.contains($0.id) && !files.contains($0.sha256) }
        vanishingMilliseconds = vanishing.reduce(0) { $0 + Self.weight($1) }
        playableMilliseconds =
            all.reduce(0) { $0 + Self.weight($1) } - new.reduce(0) { $0 + Self.weight($1) }
            + old.reduce(0) { $0 + Self.weight($1) }
    }

    package var isTooMuch: Bool { vanishingMilliseconds * 2 > playableMilliseconds }

    private static func living(_ records: some Sequence<Record>, _ unixSeconds: Int) -> [Asset] {
        records.compactMap(\.asset).filter { ($0.until ?? .max) > unixSeconds }
    }

    /// Of what nobody knows the length, a minute.
    private static func weight(_ asset: Asset) -> Int {
        asset.milliseconds == 0 ? 60_000 : asset.milliseconds
    }
}
