/// One FLAC frame that can be given any number: streams count their frames from 0, whenever a listener came.
package struct FLACFrame: Sendable {
    /// The first four bytes: sync, block size, rate, channels, width.
    private let start: [UInt8]
    /// What stands between the number and the header's checksum.
    private let rest: ArraySlice<UInt8>
    private let body: ArraySlice<UInt8>
    private let bodyCRC: UInt16
    /// What a checksum before the body must be multiplied with to stand behind it.
    private let bodyShift: UInt16
    package let frames: Int

    package static let mostHeaderBytes = 16

    /// Nil when the bytes do not begin like a frame.
    package init?(_ bytes: [UInt8], frames: Int) {
        guard bytes.count > 8, bytes[0] == 0xFF, bytes[1] & 0xFE == 0xF8 else { return nil }
        let numberLength = bytes[4] < 0x80 ? 1 : (~bytes[4]).leadingZeroBitCount
        guard (1...7).contains(numberLength) else { return nil }
        let size = bytes[2] >> 4
        let rate = bytes[2] & 0x0F
        let sizeBytes = size == 6 ? 1 : size == 7 ? 2 : 0
        let rateBytes = rate == 12 ? 1 : rate == 13 || rate == 14 ? 2 : 0
        let restStart = 4 + numberLength
        let bodyStart = restStart + sizeBytes + rateBytes + 1
        guard bodyStart + 2 < bytes.count else { return nil }
        self.init(
            start: Array(bytes[0..<4]), rest: bytes[restStart..<(bodyStart - 1)],
            body: bytes[bodyStart..<(bytes.count - 2)], frames: frames)
    }

    private init(start: [UInt8], rest: ArraySlice<UInt8>, body: ArraySlice<UInt8>, frames: Int) {
        self.start = start
        self.rest = rest
        self.body = body
        self.frames = frames
        bodyCRC = Checksum.crc16(body)
        bodyShift = Checksum.shift(bytes: body.count)
    }

    /// The same sound uncompressed: players starve on the tiny frames of silence, because they buffer by bytes.
    package func verbatim(samples: [Int32], format: PCMFormat) -> FLACFrame {
        var head = start
        head[3] = UInt8(format.channels - 1) << 4 | head[3] & 0x0F
        var body: [UInt8] = []
        body.reserveCapacity(frames * format.bytesPerFrame + format.channels)
        for channel in 0..<format.channels {
            body.append(0x02)
            for frame in 0..<frames {
                let sample = samples[frame * format.channels + channel]
                if format.bitsPerSample == 24 { body.append(UInt8(truncatingIfNeeded: sample >> 16)) }
                body.append(UInt8(truncatingIfNeeded: sample >> 8))
                body.append(UInt8(truncatingIfNeeded: sample))
            }
        }
        return FLACFrame(start: head, rest: rest, body: body[...], frames: frames)
    }

    package var byteCount: Int { body.count + Self.mostHeaderBytes + 2 }

    /// Appends the frame under this number, both checksums right.
    package func append(to bytes: inout [UInt8], number: Int) {
        let header = start + Self.coded(number) + rest
        let crc8 = Checksum.crc8(header)
        bytes += header
        bytes.append(crc8)
        bytes += body
        let before = Checksum.crc16((header + [crc8])[...])
        let crc = Checksum.multiply(before, bodyShift) ^ bodyCRC
        bytes.append(UInt8(crc >> 8))
        bytes.append(UInt8(truncatingIfNeeded: crc))
    }

    /// As UTF-8 would write it. There are 36 bits for it: whoever counts further begins again at 0.
    static func coded(_ number: Int) -> [UInt8] {
        var left = number & 0xF_FFFF_FFFF
        guard left >= 0x80 else { return [UInt8(left)] }
        var tail: [UInt8] = []
        // The first byte of n has room for 7 - n bits, and none is left in the longest.
        while left >= 1 << (6 - tail.count) {
            tail.insert(UInt8(0x80 | left & 0x3F), at: 0)
            left >>= 6
        }
        let mark = UInt8(truncatingIfNeeded: 0xFF00 >> (tail.count + 1))
        return [mark | UInt8(left)] + tail
    }
}
