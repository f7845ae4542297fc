import Archive

@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let sidecar = try? Sidecar(parsing: bytes) {
        // What we write, we can read again.
        let again = try? Sidecar(parsing: sidecar.text)
        precondition(again?.text == sidecar.text)
        for piece in sidecar.pieces { _ = sidecar.offset(ofTape: piece.tape, frame: piece.firstFrame) }
        _ = sidecar.place(of: sidecar.frames)
    }
    return 0
}
