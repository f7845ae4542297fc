/// What a FLAC file says of itself at its beginning.
package struct StreamInfo: Equatable, Sendable {
    package var format: PCMFormat
    package var smallestBlock: Int
    package var largestBlock: Int
    /// 0 means unknown, like everything below.
    package var fewestFrameBytes = 0
    package var mostFrameBytes = 0
    package var frames = 0
    package var md5 = [UInt8](repeating: 0, count: 16)

    package init(format: PCMFormat, framesPerBlock: Int) {
        self.format = format
        smallestBlock = framesPerBlock
        largestBlock = framesPerBlock
    }

    package static let byteCount = 34
    /// No block but the last may be shorter.
    static let leastBlock = 16

    package var bytes: [UInt8] {
        var bytes = bigEndian(smallestBlock, 2) + bigEndian(largestBlock, 2)
        bytes += bigEndian(fewestFrameBytes, 3) + bigEndian(mostFrameBytes, 3)
        let shape =
            format.framesPerSecond << 44 | (format.channels - 1) << 41
            | (format.bitsPerSample - 1) << 36 | (frames < 1 << 36 ? frames : 0)
        return bytes + bigEndian(shape, 8) + md5
    }

    package init?(parsing bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let at = bytes.startIndex
        func number(_ offset: Int, _ count: Int) -> UInt64 {
            bytes[(at + offset)..<(at + offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        let shape = number(10, 8)
        format = PCMFormat(
            framesPerSecond: Int(shape >> 44), channels: Int(shape >> 41 & 7) + 1,
            bitsPerSample: Int(shape >> 36 & 31) + 1)
        smallestBlock = Int(number(0, 2))
        largestBlock = Int(number(2, 2))
        fewestFrameBytes = Int(number(4, 3))
        mostFrameBytes = Int(number(7, 3))
        frames = Int(shape & 0xF_FFFF_FFFF)
        md5 = Array(bytes[(at + 18)...])
    }
}

/// The lowest `count` bytes of a number, highest first.
func bigEndian(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> ((count - 1 - $0) * 8)) }
}

/// The lowest four bytes of a number, lowest first.
func littleEndian(_ number: Int) -> [UInt8] { bigEndian(number, 4).reversed() }
