import Platform

@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    if let utc = UTC(compact: text[...]) { precondition(utc.compact == text) }
    if count >= 8 {
        let number = UnsafeRawPointer(bytes).loadUnaligned(as: Int64.self)
        precondition(UTC(microseconds: number).iso.hasSuffix("Z"))
    }
    return 0
}
