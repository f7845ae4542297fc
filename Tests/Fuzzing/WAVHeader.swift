@testable import Audio

@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    guard let header = WAVHeader(parsing: Array(UnsafeBufferPointer(start: bytes, count: count))) else {
        return 0
    }
    precondition(header.byteCount <= count && header.dataBytes > 0)
    return 0
}
