import Lomuz
import Packing
import Platform

/// A state, read back from an origin and held against its names.
struct StateReading {
    struct Fault {
        /// Nil where every file is what its name says.
        let path: String?
        let reason: String
    }

    private(set) var index: LeafIndex?
    /// Of every bucket that is right.
    private(set) var records: [Record] = []
    /// Nil when it is not whole.
    private(set) var state: StreamState?
    private(set) var faults: [Fault] = []

    init(_ name: Fingerprint, _ target: any OriginTarget) throws(JobError) {
        let path = ObjectPath.index(name)
        guard let bytes = try read(path, most: LeafIndex.byteCount, target) else { return }
        index = holding(path) { () throws(Refusal) in try LeafIndex(bytes: bytes, of: name) }
        // All empty ones are the same one.
        var done: Set<Fingerprint> = []
        for (number, leaf) in (index?.leaves ?? []).enumerated() where !done.contains(leaf) {
            if try !readBucket(leaf, number, target) { done.insert(leaf) }
        }
        guard faults.isEmpty else { return }
        let all = records
        state = holding(nil) { () throws(Refusal) in try StreamState(all) }
    }

    /// False when there is nothing more to read in one of this name.
    private mutating func readBucket(
        _ leaf: Fingerprint, _ number: Int, _ target: any OriginTarget
    ) throws(JobError) -> Bool {
        let path = ObjectPath.bucket(leaf)
        guard let packed = try read(path, most: Limits.bodyBytes, target) else { return false }
        guard let body = Gzip.unpacked(packed, most: Limits.bodyBytes) else {
            faults.append(Fault(path: path, reason: "\(path) cannot be unpacked"))
            return false
        }
        let found = holding(path) { () throws(Refusal) in
            try Bucket.records(in: body, number: number, leaf: leaf)
        }
        records += found ?? []
        return found != nil && !body.isEmpty
    }

    private mutating func read(
        _ path: String, most: Int, _ target: any OriginTarget
    ) throws(JobError) -> [UInt8]? {
        do throws(JobError) {
            if let bytes = try target.read(path, most: most) { return bytes }
            faults.append(Fault(path: path, reason: "\(path) is missing"))
        } catch {
            guard case .refused(let reason) = error else { throw error }
            faults.append(Fault(path: path, reason: reason))
        }
        return nil
    }

    private mutating func holding<Answer>(
        _ path: String?, _ body: () throws(Refusal) -> Answer
    ) -> Answer? {
        do throws(Refusal) { return try body() } catch {
            faults.append(Fault(path: path, reason: path.map { "\($0): \(error)" } ?? "\(error)"))
            return nil
        }
    }
}
