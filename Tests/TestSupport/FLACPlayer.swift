import Audio
import Glibc

package enum FLACPlayer {
    /// What a FLAC stream says when it is played from its first byte to its last; nil when anything in it is broken.
    package static func play(_ stream: [UInt8]) throws -> [Int32]? {
        let (samples, bytes) = try decode(stream)
        return bytes == stream.count ? samples : nil
    }

    /// As far as it is whole: somebody may have hung up in the middle of a frame.
    package static func playWhole(_ stream: [UInt8]) throws -> [Int32] { try decode(stream).samples }

    /// Without the frame in which somebody hung up.
    package static func whole(_ stream: [UInt8]) throws -> (samples: [Int32], bytes: [UInt8]) {
        let (samples, bytes) = try decode(stream)
        return (samples, Array(stream.prefix(bytes)))
    }

    private static func decode(_ stream: [UInt8]) throws -> (samples: [Int32], bytes: Int) {
        guard let whole = tmpfile() else { return ([], -1) }
        defer { fclose(whole) }
        let file = fileno(whole)
        guard pwrite(file, stream, stream.count, 0) == stream.count else { return ([], -1) }
        let decoder = try FLACDecoder(ByteReader(file: file))
        var samples: [Int32] = []
        var bytes = decoder.offset
        while case .block = decoder.next() {
            samples += decoder.samples
            bytes = decoder.offset
        }
        return (samples, bytes)
    }
}
