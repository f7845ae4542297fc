/// What a FLAC frame says of itself.
struct FLACFrameHeader: Equatable {
    /// Whether the number counts frames; otherwise it counts blocks.
    let isVariable: Bool
    let number: Int
    let frames: Int
    let format: PCMFormat
    /// With the checksum behind it.
    let byteCount: Int
    private let numberBytes: Int

    /// Nil when the bytes do not begin with a header whose checksum is right and that says everything itself, as the
    /// streamable subset wants it.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 6, bytes[0] == 0xFF, bytes[1] & 0xFE == 0xF8, bytes[3] & 1 == 0,
            let channels = Self.channels(bytes[3] >> 4), let bits = Self.bits[Int(bytes[3] >> 1 & 7)],
            let (number, numberBytes) = Self.number(bytes)
        else { return nil }
        var rest = 4 + numberBytes
        guard let frames = Self.frames(bytes[2] >> 4, bytes, &rest),
            let rate = Self.rate(bytes[2] & 15, bytes, &rest), rest < bytes.count,
            Checksum.crc8(bytes[..<rest]) == bytes[rest]
        else { return nil }
        isVariable = bytes[1] & 1 != 0
        self.number = number
        self.numberBytes = numberBytes
        self.frames = frames
        format = PCMFormat(framesPerSecond: rate, channels: channels, bitsPerSample: bits)
        byteCount = rest + 1
    }

    private static let bits: [Int?] = [nil, 8, 12, nil, 16, 20, 24, 32]
    private static let rates = [
        88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
    ]

    private static func channels(_ code: UInt8) -> Int? { code < 8 ? Int(code) + 1 : code < 11 ? 2 : nil }

    private static func number(_ bytes: UnsafeRawBufferPointer) -> (number: Int, bytes: Int)? {
        let ones = (~bytes[4]).leadingZeroBitCount
        if ones == 0 { return (Int(bytes[4]), 1) }
        guard (2...7).contains(ones), bytes.count > 4 + ones else { return nil }
        var number = Int(bytes[4]) & (0x7F >> ones)
        for byte in bytes[5..<(4 + ones)] {
            guard byte & 0xC0 == 0x80 else { return nil }
            number = number << 6 | Int(byte & 0x3F)
        }
        return (number, ones)
    }

    private static func frames(_ code: UInt8, _ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
        switch code {
        case 0: nil
        case 1: 192
        case 2...5: 576 << (Int(code) - 2)
        case 6: take(1, bytes, &at).map { $0 + 1 }
        case 7: take(2, bytes, &at).map { $0 + 1 }
        default: 256 << (Int(code) - 8)
        }
    }

    private static func rate(_ code: UInt8, _ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
        switch code {
        case 1...11: rates[Int(code) - 1]
        case 12: take(1, bytes, &at).map { $0 * 1_000 }
        case 13: take(2, bytes, &at)
        case 14: take(2, bytes, &at).map { $0 * 10 }
        default: nil
        }
    }

    private static func take(_ count: Int, _ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
        guard at + count <= bytes.count else { return nil }
        defer { at += count }
        return bytes[at..<(at + count)].reduce(0) { $0 << 8 | Int($1) }
    }
}

extension FLACFrameHeader {
    /// Writes the whole frame that this header begins under another number, both checksums right. The body is not
    /// read for it: what changes before it changes the checksum behind it in a way that only its length decides.
    func renumber(
        _ frame: UnsafeRawBufferPointer, as number: Int, isVariable: Bool, into target: inout [UInt8]
    ) {
        target.removeAll(keepingCapacity: true)
        target.append(0xFF)
        target.append(isVariable ? 0xF9 : 0xF8)
        target += frame[2..<4]
        target += FLACFrame.coded(number)
        target += frame[(4 + numberBytes)..<(byteCount - 1)]
        target.append(Checksum.crc8(target))
        let before = UnsafeRawBufferPointer(rebasing: frame[..<byteCount])
        let change = Checksum.crc16(before) ^ Checksum.crc16(target[...])
        let end = frame.count - 2
        target += frame[byteCount..<end]
        let old = UInt16(frame[end]) << 8 | UInt16(frame[end + 1])
        let crc = old ^ Checksum.multiply(change, Checksum.shift(bytes: end - byteCount))
        target.append(UInt8(crc >> 8))
        target.append(UInt8(truncatingIfNeeded: crc))
    }
}
