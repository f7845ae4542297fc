import Catalogue
import Lomuz
import Packing
import Platform

/// What was published before: as this machine remembers it, or as the origin itself has it.
struct PublishedPast {
    private let store: OriginStore
    private let target: any OriginTarget
    private let known: [OriginStore.Published]

    init(_ stream: String, _ store: OriginStore, _ target: any OriginTarget) throws(JobError) {
        self.store = store
        self.target = target
        known = try inCatalogue { () throws(CatalogueError) in try store.published(stream) }
    }

    /// The newest first.
    var history: [Fingerprint] { known.map(\.state) }
    /// Wherever it was.
    var newest: OriginStore.Published? { known.first }
    var newestHere: OriginStore.Published? { known.first { $0.target == target.name } }

    func seq(of state: Fingerprint) -> Int? { known.first { $0.state == state }?.seq }

    /// Nil when nobody has it any more.
    func index(of state: Fingerprint) throws(JobError) -> LeafIndex? {
        if let here = known.first(where: { $0.state == state }) { return here.index }
        guard let bytes = try target.read(ObjectPath.index(state), most: LeafIndex.byteCount) else {
            return nil
        }
        return try believing { () throws(Refusal) in try LeafIndex(bytes: bytes, of: state) }
    }

    /// Nil when a bucket of it is gone.
    func step(from old: LeafIndex, to buckets: [Bucket]) throws(JobError) -> PublishedStep? {
        let new = try believing { () throws(Refusal) in try LeafIndex(of: buckets) }
        var bodies: [Int: [UInt8]] = [:]
        for number in old.differences(from: new) {
            guard let body = try body(old.leaves[number]) else { return nil }
            bodies[number] = body
        }
        return try believing { () throws(Refusal) in
            try PublishedStep(from: old, bodies: bodies, to: buckets)
        }
    }

    /// Without the packing.
    private func body(_ leaf: Fingerprint) throws(JobError) -> [UInt8]? {
        var packed = try inCatalogue { () throws(CatalogueError) in try store.body(leaf) }
        if packed == nil {
            packed = try target.read(ObjectPath.bucket(leaf), most: Limits.bodyBytes)
        }
        return packed.flatMap { Gzip.unpacked($0, most: Limits.bodyBytes) }
    }
}
