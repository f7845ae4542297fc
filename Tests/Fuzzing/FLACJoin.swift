import Audio
import Glibc
import Platform

/// A file as a piece of a recording: whatever lies in it, the recording has its length and is decoded as it was written.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let path = "/tmp/vinyl-fuzz-\(getpid())"
    let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    let target = open(path + "-joined", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0, target >= 0, write(file, bytes, count) == count else { return 0 }
    defer {
        close(file)
        close(target)
        unlink(path)
        unlink(path + "-joined")
    }
    let format = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
    let pieces: [FLACPiece] = [
        .sound(path: path, frames: 0..<4_096), .silence(frames: 5), .sound(path: path, frames: 17..<9_000),
    ]
    var heard = 0
    let join = try? FLACJoin.write(pieces, format, reserving: 64, file: target) { heard += $1 }
    guard let join else { return 0 }
    let frames = pieces.reduce(0) { $0 + $1.frames }
    precondition(heard == frames && join.streamInfo.frames == frames)
    guard let header = join.header([]), (try? Disk.system.write(target, header, 0)) != nil,
        let decoder = try? FLACDecoder(ByteReader(file: target))
    else { fatalError("it cannot be read again") }
    var decoded = 0
    while case .block(let more) = decoder.next() { decoded += more }
    precondition(decoded == frames && decoder.offset == join.byteCount)
    return 0
}
