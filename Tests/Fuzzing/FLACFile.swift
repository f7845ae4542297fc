import Audio
import Glibc
import Platform

/// A file as a source and as an unfinished segment: whatever lies in it, both come to an end.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let path = "/tmp/vinyl-fuzz-\(getpid())"
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0, write(file, bytes, count) == count else { return 0 }
    defer {
        close(file)
        unlink(path)
    }
    if let measure = try? FLACMeasure.ofWholeBlocks(file: file, audioOffset: 0) {
        precondition(measure.bytes <= count)
    }
    let format = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
    guard let source = try? FileSource(path: path, wanted: format, pacing: .reader) else { return 0 }
    var block = [UInt8](repeating: 0, count: 4_096)
    // A FLAC frame of silence is some ten bytes and gives up to 65,535 frames.
    for _ in 0...count * 100 {
        guard case .frames = try? source.read(into: &block, waitMilliseconds: 0) else { return 0 }
    }
    fatalError("it never ends")
}
