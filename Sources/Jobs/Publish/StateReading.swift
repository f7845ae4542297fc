import Lomuz
import Packing
import Platform

/// A whole state, read back from an origin and held against its name.
struct StateReading {
    let index: LeafIndex
    let state: StreamState

    /// Nil when a part of it is not there.
    init?(_ name: Fingerprint, _ target: any OriginTarget) throws(JobError) {
        guard let bytes = try target.read(ObjectPath.index(name), most: LeafIndex.byteCount) else {
            return nil
        }
        let index = try believing { () throws(Refusal) in try LeafIndex(bytes: bytes, of: name) }
        var records: [Record] = []
        var empty: Set<Fingerprint> = []
        for (number, leaf) in index.leaves.enumerated() where !empty.contains(leaf) {
            guard let packed = try target.read(ObjectPath.bucket(leaf), most: Limits.bodyBytes) else {
                return nil
            }
            guard let body = Gzip.unpacked(packed, most: Limits.bodyBytes) else {
                throw .refused("\(ObjectPath.bucket(leaf)) cannot be unpacked")
            }
            records += try believing { () throws(Refusal) in
                try Bucket.records(in: body, number: number, leaf: leaf)
            }
            if body.isEmpty { empty.insert(leaf) }
        }
        self.index = index
        let all = records
        state = try believing { () throws(Refusal) in try StreamState(all) }
    }
}
