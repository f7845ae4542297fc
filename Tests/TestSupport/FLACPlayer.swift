import Audio
import Glibc

package enum FLACPlayer {
    /// What a FLAC stream says when it is played from its first byte to its last; nil when anything in it is broken.
    package static func play(_ stream: [UInt8]) throws -> [Int32]? {
        guard let whole = tmpfile() else { return nil }
        defer { fclose(whole) }
        let file = fileno(whole)
        guard pwrite(file, stream, stream.count, 0) == stream.count else { return nil }
        let decoder = try FLACDecoder(ByteReader(file: file))
        var samples: [Int32] = []
        while true {
            switch decoder.next() {
            case .block: samples += decoder.samples
            case .end: return decoder.offset == stream.count ? samples : nil
            case .broken, .starved: return nil
            }
        }
    }
}
