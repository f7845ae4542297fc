import TestSupport
import Testing

@testable import Audio

@Suite struct `a WAV header` {
    @Test(arguments: PCMFormat.all)
    func `says the format, plain or extensible`(format: PCMFormat) {
        for isExtensible in [false, true] {
            let bytes = wav([1, 2, 3, 4, 5, 6], format, isExtensible: isExtensible)
            let header = WAVHeader(parsing: bytes)
            #expect(header?.format == format)
            #expect(header?.dataBytes == 6)
            #expect(header?.byteCount == bytes.count - 6)
        }
    }

    @Test(arguments: [0, 0xFFFF_FFFF, 0xFFFF_FFD3, 0xFFFF_FF00])
    func `of somebody who did not know the length is endless`(length: Int) {
        #expect(WAVHeader(parsing: wav([1, 2], .stereo16, dataBytes: length))?.dataBytes == .max)
    }

    @Test(arguments: [1, 4, 0x7FFF_0000, 0xFFFF_FE00])
    func `keeps any other length`(length: Int) {
        #expect(WAVHeader(parsing: wav([1, 2], .stereo16, dataBytes: length))?.dataBytes == length)
    }

    @Test func `is found behind other chunks, odd ones too`() {
        let chunks =
            Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0] + Array("fact".utf8) + [4, 0, 0, 0, 9, 9, 9, 9]
        let bytes = wav([1, 2, 3, 4], .stereo16, before: chunks)
        #expect(WAVHeader(parsing: bytes)?.byteCount == bytes.count - 4)
    }

    @Test func `that is torn is nil`() {
        let bytes = wav([], .stereo16, isExtensible: true)
        for count in 0..<bytes.count { #expect(WAVHeader(parsing: Array(bytes[..<count])) == nil) }
        #expect(WAVHeader(parsing: bytes) != nil)
    }

    @Test(
        arguments: [
            (place: 20, byte: 3), (20, 7), (0, 0x72), (8, 0x58), (12, 0x46), (36, 0x44), (44, 2),
        ] as [(place: Int, byte: UInt8)])
    func `of anything but PCM is nil`(place: Int, byte: UInt8) {
        let isSubFormat = place == 44
        var bytes = wav([1, 2, 3, 4], .stereo16, isExtensible: isSubFormat)
        bytes[place] = byte
        #expect(WAVHeader(parsing: bytes) == nil)
    }

    @Test func `with its sound before its format is nil`() {
        let bytes = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVEdata".utf8) + [4, 0, 0, 0, 1, 2, 3, 4]
        #expect(WAVHeader(parsing: bytes) == nil)
    }
}
