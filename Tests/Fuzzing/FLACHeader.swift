import Audio

@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    guard let header = FLACHeader(parsing: Array(UnsafeBufferPointer(start: bytes, count: count))) else {
        return 0
    }
    let again = header.bytes(paddedTo: 100_000).flatMap(FLACHeader.init(parsing:))
    precondition(again == header)
    return 0
}
