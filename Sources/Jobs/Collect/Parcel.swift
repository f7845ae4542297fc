import Catalogue
import Lomuz
import Packing
import Platform

/// One object of the inbox, read: lines that can be believed, and those that cannot.
struct Parcel {
    /// Nil when not even its name can be read.
    private(set) var sender: OriginStore.Sender?
    private(set) var lines: [Telemetry.Line] = []
    private(set) var bad: [OriginStore.BadLine] = []

    /// Two thousand lines, which is all that a player sends at once; packed, it is never more.
    private static let mostBytes = 8 << 20
    private static let keptBytes = 4_096
    private static let mostLines = 4_000

    init(_ file: StoredFile, _ target: any OriginTarget) throws(JobError) {
        let parts = file.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[1].isPlainID, parts[2].isPlainID,
            let batch = Telemetry.Batch(name: parts[3])
        else {
            add(0, "no object of this name is expected", [])
            return
        }
        guard file.bytes <= Self.mostBytes else {
            add(0, "it is too large: \(file.bytes) bytes", [])
            return
        }
        guard let packed = try target.read(file.path, most: Self.mostBytes) else { return }
        guard let body = Gzip.unpacked(packed, most: Self.mostBytes) else {
            add(0, "it cannot be unpacked, or is too large", packed)
            return
        }
        sender = OriginStore.Sender(stream: parts[1], device: parts[2], install: batch.install)
        read(body, batch)
    }

    private mutating func read(_ body: [UInt8], _ batch: Telemetry.Batch) {
        var (start, number) = (0, 0)
        while start < body.count {
            let end = body[start...].firstIndex(of: 0x0A) ?? body.count
            defer { start = end + 1 }
            guard end > start else { continue }
            number += 1
            // What can be believed stays, and the rest of it is nobody's.
            guard number <= Self.mostLines else { return add(0, "it has too many lines", body) }
            let bytes = Array(body[start..<end])
            do throws(Refusal) {
                let line = try Telemetry.Line(parsing: bytes)
                guard (batch.first...batch.last).contains(line.number) else {
                    throw Refusal("a line of telemetry", "its number is none of this object")
                }
                lines.append(line)
            } catch {
                add(number, "\(error)", bytes)
            }
        }
    }

    private mutating func add(_ number: Int, _ reason: String, _ bytes: [UInt8]) {
        bad.append(
            OriginStore.BadLine(
                number: number, reason: reason, bytes: Array(bytes.prefix(Self.keptBytes))))
    }
}
