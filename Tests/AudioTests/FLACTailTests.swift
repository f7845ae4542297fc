import Platform
import TestSupport
import Testing

@testable import Audio

@Suite struct `the tail of a FLAC file` {
    private func tail(of bytes: [UInt8], _ file: FLACFile, frames: Int) throws -> [Int32]? {
        try withTemporaryFolder { folder throws in
            try write(bytes, to: folder + "/a")
            return try withOpenFile(folder + "/a") { open in
                FLACTail.samples(
                    file: open, bytes: bytes.count, streamInfo: file.streamInfo,
                    audioOffset: FLACFile.headerBytes, frames: frames)
            }
        }
    }

    @Test(arguments: PCMFormat.all) func `is what decoding the whole of it ends with`(format: PCMFormat)
        throws
    {
        let pcm = sound(frames: format.framesPerBlock * 9 + 123, format)
        let file = try FLACFile(pcm, format)
        var samples = [Int32](repeating: 0, count: pcm.count / format.bytesPerSample)
        PCM.unpack(pcm, frames: samples.count / format.channels, format: format, into: &samples)
        for frames in [1, 122, 124, 2_400, 7_200, format.framesPerBlock * 9 + 123] {
            let isSame =
                try tail(of: file.bytes, file, frames: frames) == samples.suffix(frames * format.channels)
            #expect(isSame, "\(frames)")
        }
    }

    @Test func `is none where the file is cut, grown or broken at its end`() throws {
        let file = try FLACFile(sound(frames: 36_000, .stereo16), .stereo16)
        for cut in [1, 100, file.bytes.count - file.blockEnds[7], 20_000] {
            #expect(try tail(of: file.bytes.dropLast(cut), file, frames: 2_400) == nil, "\(cut)")
        }
        var broken = file.bytes
        broken[broken.count - 50] ^= 0x55
        #expect(try tail(of: broken, file, frames: 2_400) == nil)
        #expect(try tail(of: file.bytes, file, frames: 36_001) == nil)
    }
}
