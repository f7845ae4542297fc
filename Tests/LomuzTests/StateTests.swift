import Platform
import TestSupport
import Testing

@testable import Lomuz

@Suite struct `states` {
    /// Whatever was published, and whatever a client had before: every way leads to the same state.
    @Test(arguments: 0..<40 as Range<UInt64>) func `are the same by delta, by buckets and from nothing`(
        seed: UInt64
    ) throws {
        var history = History(seed: seed)
        var past = [StreamState.empty]
        for _ in 0..<12 { past.append(try history.publish()) }
        let now = try #require(past.last)
        let index = try now.index()
        let name = try index.state
        for old in past.shuffled(using: &history.luck).prefix(4) {
            let ownIndex = try old.index()
            let delta = SyncManifest(
                from: try ownIndex.state, to: name, fromSeq: 1, toSeq: 2, change: old.change(to: now))
            let read = try SyncManifest(parsing: delta.bytes { _ in Bool.random() ? .current : nil })
            #expect(read.from == delta.from && read.to == name && read.change.deletes == delta.change.deletes)
            var byDelta = old
            try byDelta.apply(read.change)
            #expect(byDelta == now)
            #expect(try byDelta.index() == index)
            #expect(try byBuckets(from: old, to: now) == now)
        }
        #expect(try byBuckets(from: .empty, to: now) == now)
    }

    private func byBuckets(from old: StreamState, to new: StreamState) throws -> StreamState {
        let origin = try new.buckets()
        let index = try LeafIndex(bytes: try new.index().bytes, of: try new.index().state)
        let differing = index.differences(from: try old.index())
        var records = try old.records.values.filter { try !differing.contains($0.key.bucket) }
        for number in differing {
            records += try Bucket.records(
                in: origin[number].body, number: number, leaf: index.leaves[number])
        }
        return try StreamState(records)
    }

    /// Computed by other means: see docs/LOMUZ.md.
    @Test func `have the hash that the contract says`() throws {
        let record = try Record(Playlist(id: "house", mode: .shuffle, items: ["a", "b"]))
        #expect(record.line == #"playlist {"id":"house","items":["a","b"],"mode":"SHUFFLE"}"#)
        let script = """
            import hashlib as h
            line=b'playlist {"id":"house","items":["a","b"],"mode":"SHUFFLE"}'
            place=int.from_bytes(h.sha256(b'playlist\\0house').digest()[:4],'big')%256
            leaves=[h.sha256(b'\\0'+(line if n==place else b'')).digest() for n in range(256)]
            print(place, h.sha256(b'\\1\\0\\0\\1\\0'+b''.join(leaves)).hexdigest())
            """
        let told = shell("python3 -c '\(script.replacing("'", with: "'\\''"))'").output
        let state = try StreamState([record])
        #expect(told == "\(try record.key.bucket) \(try state.index().state)\n")
    }

    @Test func `keep what they do not understand`() throws {
        let line =
            #"asset {"artist":"","emergency":false,"from":null,"gain_cb":0,"id":"a","kind":"MUSIC","#
            + #""mime":"audio/mpeg","mood":{"blue":[1,2]},"ms":1,"sha256":""#
            + String(repeating: "0f", count: 32)
            + #"","size":5,"title":"T","until":null}"#
        let record = try Record(line: Array(line.utf8))
        #expect(record.line == line && record.asset?.title == "T")
        let again = try SyncManifest(
            parsing: SyncManifest(
                from: try StreamState.empty.index().state, to: try StreamState([record]).index().state,
                fromSeq: 1, toSeq: 2, change: Change(updates: [record])
            ).bytes { _ in .future })
        #expect(again.change.updates == [record])
    }

    @Test func `of an index or a bucket that was changed are refused`() throws {
        var history = History(seed: 5)
        for _ in 0..<5 { _ = try history.publish() }
        let index = try history.state.index()
        var bytes = index.bytes
        bytes[77] ^= 1
        #expect(throws: Refusal.self) { try LeafIndex(bytes: bytes, of: try index.state) }
        #expect(throws: Refusal.self) { try LeafIndex(bytes: bytes.dropLast(1), of: try index.state) }
        let bucket = try #require(try history.state.buckets().first { !$0.body.isEmpty })
        #expect(throws: Refusal.self) {
            try Bucket.records(in: bucket.body + [0x20], number: bucket.number, leaf: bucket.leaf)
        }
        #expect(throws: Refusal.self) {
            try Bucket.records(in: bucket.body, number: (bucket.number + 1) % 256, leaf: bucket.leaf)
        }
    }

    @Test func `of ten thousand assets are read in well under a second of work`() throws {
        var history = History(seed: 9)
        let assets = try (0..<10_000).map { try Record(try history.anyAsset("asset-\($0)")) }
        let body = assets.map { Array($0.line.utf8) }
        let start = processorSeconds()
        let read = try body.map { try Record(line: $0) }
        let state = try StreamState(read)
        _ = try state.index()
        let seconds = processorSeconds() - start
        print("   measured: reading and hashing 10,000 records: \(seconds) s of CPU")
        #expect(state.records.count == 10_000)
        #expect(seconds < 2 * sanitizerFactor)
    }
}
