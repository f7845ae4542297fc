import CZlib

/// Bytes as gzip packs them: the same ones always in the same way, on one version of zlib.
package enum Gzip {
    private static let piece = 1 << 16

    /// Nil where there is no memory.
    package static func packed(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard zlib_start_packing(&stream) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(bytes.count)))
        var packed = [UInt8](repeating: 0, count: room)
        var bytes = bytes
        let (inputCount, outputCount) = (UInt32(bytes.count), UInt32(room))
        let code = bytes.withUnsafeMutableBufferPointer { input in
            packed.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = inputCount
                stream.next_out = output.baseAddress
                stream.avail_out = outputCount
                return deflate(&stream, Z_FINISH)
            }
        }
        return code == Z_STREAM_END ? Array(packed[..<Int(stream.total_out)]) : nil
    }

    /// Nil for what is not one whole gzip text and nothing behind it, and for more than `most` bytes.
    package static func unpacked(_ bytes: [UInt8], most: Int) -> [UInt8]? {
        var stream = z_stream()
        guard bytes.count <= Int(UInt32.max), zlib_start_unpacking(&stream) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var all: [UInt8] = []
        var room = [UInt8](repeating: 0, count: piece)
        var bytes = bytes
        let (inputCount, roomCount) = (UInt32(bytes.count), UInt32(room.count))
        let code = bytes.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = inputCount
            while true {
                let code = room.withUnsafeMutableBufferPointer { output in
                    stream.next_out = output.baseAddress
                    stream.avail_out = roomCount
                    return inflate(&stream, Z_NO_FLUSH)
                }
                all += room[..<Int(roomCount - stream.avail_out)]
                guard code == Z_OK, all.count <= most else { return code }
            }
        }
        return code == Z_STREAM_END && stream.avail_in == 0 && all.count <= most ? all : nil
    }
}
