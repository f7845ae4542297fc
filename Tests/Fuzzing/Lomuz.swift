import Lomuz
import Platform

/// Whatever an origin could send, in any of its forms: it ends in a record that is written again as it was, or refused.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let record = try? Record(line: bytes) { precondition(Array(record.line.utf8) == bytes) }
    if let head = try? Head(parsing: bytes) { precondition((try? Head(parsing: head.payload)) == head) }
    if let delta = try? SyncManifest(parsing: bytes) {
        precondition((try? SyncManifest(parsing: delta.bytes { _ in .future })) == delta)
    }
    if let line = try? Telemetry.Line(parsing: bytes) {
        precondition((try? Telemetry.Line(parsing: Array(line.text.utf8))) == line)
    }
    _ = try? Envelope(parsing: bytes)
    _ = TimeZoneRules(parsing: bytes)?.offset(at: 5_000_000_000)
    return 0
}
