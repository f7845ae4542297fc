import Archive

@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    if let name = SegmentName(fileName: text) {
        precondition(name.finished == text || name.unfinished == text)
    }
    return 0
}
