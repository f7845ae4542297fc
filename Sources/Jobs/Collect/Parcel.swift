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

    private static let mostPackedBytes = 16 << 20
    private static let mostBytes = 64 << 20
    private static let keptBytes = 4_096
    private static let mostBadLines = 1_000

    init(_ file: StoredFile, _ target: any OriginTarget) throws(JobError) {
        let parts = file.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[1].isPlainID, parts[2].isPlainID,
            let batch = Telemetry.Batch(name: parts[3])
        else {
            add(0, "no object of this name is expected", [])
            return
        }
        guard file.bytes <= Self.mostPackedBytes else {
            add(0, "it is too large: \(file.bytes) bytes", [])
            return
        }
        guard let packed = try target.read(file.path, most: Self.mostPackedBytes) else { return }
        guard let body = Gzip.unpacked(packed, most: Self.mostBytes) else {
            add(0, "it cannot be unpacked", packed)
            return
        }
        sender = OriginStore.Sender(stream: parts[1], device: parts[2], install: batch.install)
        read(body, batch)
    }

    private mutating func read(_ body: [UInt8], _ batch: Telemetry.Batch) {
        for (index, piece) in body.split(separator: 0x0A).enumerated() {
            let bytes = Array(piece)
            do throws(Refusal) {
                let line = try Telemetry.Line(parsing: bytes)
                guard (batch.first...batch.last).contains(line.number) else {
                    throw Refusal("a line of telemetry", "its number is none of this object")
                }
                lines.append(line)
            } catch {
                add(index + 1, "\(error)", bytes)
            }
        }
    }

    private mutating func add(_ number: Int, _ reason: String, _ bytes: [UInt8]) {
        guard bad.count < Self.mostBadLines else { return }
        bad.append(
            OriginStore.BadLine(
                number: number, reason: reason, bytes: Array(bytes.prefix(Self.keptBytes))))
    }
}
