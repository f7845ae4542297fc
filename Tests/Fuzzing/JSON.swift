import Platform

@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let json = try? JSON(parsing: bytes) {
        // What we write, we can read again.
        let again = try? JSON(parsing: Array(json.description.utf8))
        precondition(again != nil)
    }
    return 0
}
