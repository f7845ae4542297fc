/// The beginning of a RIFF/WAVE file of PCM.
package struct WAVHeader: Equatable, Sendable {
    package let format: PCMFormat
    /// `Int.max` when the file was written by somebody who did not know how long it would become.
    package let dataBytes: Int
    let byteCount: Int

    /// Where the sound must have begun at the latest for us to find it.
    static let mostBytes = 4_096

    init?(parsing bytes: [UInt8]) {
        guard bytes.count >= 12, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8)
        else {
            return nil
        }
        var format: PCMFormat?
        var at = 12
        while at + 8 <= bytes.count {
            let length = Self.number(bytes, at + 4, 4)
            let name = bytes[at..<(at + 4)]
            if name.elementsEqual("fmt ".utf8), at + 24 <= bytes.count {
                format = Self.format(bytes, at + 8)
            } else if name.elementsEqual("data".utf8) {
                guard let format else { return nil }
                self.format = format
                dataBytes = length == 0 || length >= 0xFFFF_FF00 ? .max : length
                byteCount = at + 8
                return
            }
            at += 8 + length + length % 2
        }
        return nil
    }

    /// Plain PCM, or the extensible kind that holds nothing else.
    private static func format(_ bytes: [UInt8], _ at: Int) -> PCMFormat? {
        let kind = number(bytes, at, 2)
        let isExtensiblePCM = kind == 0xFFFE && at + 26 <= bytes.count && number(bytes, at + 24, 2) == 1
        guard kind == 1 || isExtensiblePCM else { return nil }
        return PCMFormat(
            framesPerSecond: number(bytes, at + 4, 4), channels: number(bytes, at + 2, 2),
            bitsPerSample: number(bytes, at + 14, 2))
    }

    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        bytes[at..<(at + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

extension WAVHeader {
    /// Of a stream without an end: its sizes say so.
    package static func endless(_ format: PCMFormat) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] { bigEndian(value, count).reversed() }
        var bytes = Array("RIFF".utf8) + number(0xFFFF_FFFF, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
        bytes += number(1, 2) + number(format.channels, 2) + number(format.framesPerSecond, 4)
        bytes += number(format.framesPerSecond * format.bytesPerFrame, 4) + number(format.bytesPerFrame, 2)
        return bytes + number(format.bitsPerSample, 2) + Array("data".utf8) + number(0xFFFF_FFFF, 4)
    }
}

extension WAVHeader {
    /// The most that the sizes of this kind of file can say.
    package static let mostDataBytes = 0xFFFF_FF00 - 64

    /// Of a file that ends.
    package static func of(_ format: PCMFormat, dataBytes: Int) -> [UInt8] {
        var bytes = endless(format)
        bytes.replaceSubrange(4..<8, with: littleEndian(36 + dataBytes))
        bytes.replaceSubrange((bytes.count - 4)..<bytes.count, with: littleEndian(dataBytes))
        return bytes
    }
}
