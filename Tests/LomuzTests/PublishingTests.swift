import Platform
import TestSupport
import Testing

@testable import Lomuz

@Suite struct `what is published` {
    @Test(arguments: 0..<30 as Range<UInt64>) func `differs as two whole states do`(seed: UInt64) throws {
        var history = History(seed: seed)
        let old = try history.publish()
        for _ in 0..<3 { _ = try history.publish() }
        let new = try history.publish()
        let index = try old.index()
        let buckets = try old.buckets()
        let bodies = Dictionary(uniqueKeysWithValues: buckets.map { ($0.number, $0.body) })
        let step = try PublishedStep(from: index, bodies: bodies, to: try new.buckets())
        #expect(step.change == old.change(to: new))
        let had = Set(old.assets.map(\.sha256))
        let wanted = Set(new.assets.map(\.sha256)).subtracting(had)
        // An asset of an equal bucket may name the same file.
        #expect(Set(step.downloads.map(\.sha256)).isSuperset(of: wanted))
        #expect(throws: Refusal.self) {
            if old == new { throw Refusal("same", "") }
            _ = try PublishedStep(from: index, bodies: [:], to: try new.buckets())
        }
    }

    private func state(_ assets: [Asset]) throws -> StreamState {
        try StreamState(try assets.map { asset throws in try Record(asset) })
    }

    private func asset(_ id: String, minutes: Int = 3, until: Int? = nil, content: String? = nil) throws
        -> Asset
    {
        Asset(
            id: id, sha256: try Fingerprint(of: Array((content ?? id).utf8)), bytes: 5,
            milliseconds: minutes * 60_000, title: id, until: until)
    }

    private func losses(_ old: [Asset], _ new: [Asset], at now: Int = 1_000) throws -> MassDeletion {
        let (before, after) = (try state(old), try state(new))
        let bodies = Dictionary(uniqueKeysWithValues: try before.buckets().map { ($0.number, $0.body) })
        let step = try PublishedStep(from: try before.index(), bodies: bodies, to: try after.buckets())
        return MassDeletion(of: step, to: after, at: now)
    }

    @Test func `must not vanish by half at once`() throws {
        let four = try ["a", "b", "c", "d"].map { try asset($0) }
        #expect(try !losses(four, Array(four.prefix(2))).isTooMuch)
        #expect(try losses(four, Array(four.prefix(1))).isTooMuch)
        #expect(try losses(four, []) == losses(four, [try asset("e")]))
        // Another name for the same sound, or another sound under the same name, is no loss.
        #expect(
            try losses(four, try ["a", "b", "c", "d"].map { try asset("x" + $0, content: $0) })
                .vanishingMilliseconds == 0)
        #expect(
            try losses(four, try ["a", "b", "c", "d"].map { try asset($0, content: "x" + $0) })
                .vanishingMilliseconds == 0)
        // What is over anyway is not missed.
        let over = try ["a", "b", "c", "d"].map { try asset($0, until: 999) }
        #expect(try !losses(over, []).isTooMuch)
        #expect(try losses([try asset("long", minutes: 50)] + four, four).isTooMuch)
    }

    @Test func `is garbage only when two runs and 45 days say so`() throws {
        let day = 86_400
        let files = [("b/1", 5), ("b/2", 6)].map { (path: $0.0, bytes: $0.1) }
        let first = Garbage(files: files, needed: ["b/1"], marked: [], at: 100 * day)
        #expect(first.removable.isEmpty && first.marks.map(\.path) == ["b/2"])
        let soon = Garbage(files: files, needed: ["b/1"], marked: first.marks, at: 144 * day)
        #expect(soon.removable.isEmpty && soon.marks[0].runs == 2 && soon.marks[0].since == 100 * day)
        let late = Garbage(files: files, needed: ["b/1"], marked: soon.marks, at: 145 * day)
        #expect(late.removable.map(\.path) == ["b/2"] && late.marks.isEmpty)
        let missed = Garbage(files: files, needed: ["b/1"], marked: [], at: 145 * day)
        #expect(missed.removable.isEmpty)
        let again = Garbage(files: files, needed: ["b/1", "b/2"], marked: soon.marks, at: 145 * day)
        #expect(again.marks.isEmpty && again.removable.isEmpty)
        // A clock that stood a year ahead when it was marked.
        let ahead = Garbage(
            files: files, needed: ["b/1"], marked: [.init(path: "b/2", bytes: 6, runs: 1, since: 500 * day)],
            at: 145 * day)
        #expect(ahead.removable.isEmpty && ahead.marks[0].since == 145 * day)
    }

    @Test func `is told from the last state, and from those that most players have`() throws {
        let states = try (0..<50).map { try Fingerprint(of: [UInt8($0)]) }
        let chosen = DeltaChoice.states(
            to: states[0], last: states[1],
            withPlayers: [(states[30], 2), (states[31], 900), (states[0], 5_000)],
            history: Array(states[1...20]))
        #expect(Array(chosen.prefix(3)) == [states[1], states[31], states[30]])
        #expect(chosen.count == 3 + DeltaChoice.mostUnasked - 1 && Set(chosen).count == chosen.count)
        let many = DeltaChoice.states(
            to: states[0], last: nil, withPlayers: states.map { ($0, 1) }, history: states)
        #expect(many.count == Limits.deltas && !many.contains(states[0]))
    }

    @Test func `is signed again once a day, or more often when it is short of life`() throws {
        let month = HeadFreshness(lifeSeconds: 30 * 86_400)
        var head = Head(
            stream: "s", seq: 1, state: try Fingerprint(of: []), records: 0, stateBytes: 0, mediaBytes: 0,
            issued: 1_000_000, expires: 1_000_000 + 30 * 86_400)
        #expect(month.isFresh(head, at: 1_000_000 + 86_399) && !month.isFresh(head, at: 1_000_000 + 86_400))
        #expect(!HeadFreshness(lifeSeconds: 86_400).isFresh(head, at: 1_000_001))
        head.expires = 1_000_000 + 3_600
        #expect(!HeadFreshness(lifeSeconds: 3_600).isFresh(head, at: 1_000_000 + 360))
    }
}
