import TestSupport
import Testing

@testable import Audio

@Suite struct `FLAC` {
    @Test(arguments: PCMFormat.all)
    func `comes back bit for bit, and the flac program agrees on its MD5`(format: PCMFormat) throws {
        try withTemporaryFolder { folder in
            // Three whole blocks and a part of one.
            let pcm = sound(frames: format.framesPerBlock * 3 + 123, format)
            let file = try FLACFile(pcm, format)
            let path = folder + "/a.flac"
            try write(file.bytes, to: path)
            let isSame = try decoded(path) == pcm
            #expect(isSame)
            #expect(shell("flac -t -s \(path)") == ("", true))
            let md5 = file.streamInfo.md5.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            #expect(shell("metaflac --show-md5sum \(path)").output == md5 + "\n")
            #expect(shell("metaflac --show-total-samples \(path)").output == "\(file.streamInfo.frames)\n")
            #expect(file.streamInfo.frames == format.framesPerBlock * 3 + 123)
            #expect(file.blockEnds.count == 4)
            let sizes = zip(file.blockEnds, [FLACFile.headerBytes] + file.blockEnds).map { $0 - $1 }
            #expect(sizes.min() == file.streamInfo.fewestFrameBytes)
            #expect(sizes.max() == file.streamInfo.mostFrameBytes)
        }
    }

    @Test func `of nothing is a header alone`() throws {
        let file = try FLACFile([], .stereo16)
        #expect(file.streamInfo.frames == 0 && file.blockEnds.isEmpty)
    }

    @Test func `that is joined block by block needs no decoder at its head`() throws {
        try withTemporaryFolder { folder in
            let pcm = sound(frames: 4_000 * 4, .stereo16)
            let file = try FLACFile(pcm, .stereo16)
            try write(file.bytes, to: folder + "/a")
            try withOpenFile(folder + "/a") { open in
                let decoder = try FLACDecoder(ByteReader(file: open, position: file.blockEnds[1]))
                #expect(decoder.next() == .block(frames: 4_000))
                #expect(decoder.offset == file.blockEnds[2])
                #expect(decoder.format == .stereo16)
                #expect(decoder.next() == .block(frames: 4_000))
                #expect(decoder.next() == .end)
            }
        }
    }

    @Test func `that is damaged in one block goes on behind it`() throws {
        try withTemporaryFolder { folder in
            let pcm = sound(frames: 4_000 * 6, .stereo16)
            var file = try FLACFile(pcm, .stereo16)
            for place in file.blockEnds[1] + 100..<file.blockEnds[1] + 200 { file.bytes[place] ^= 0x55 }
            try write(file.bytes, to: folder + "/a")
            try withOpenFile(folder + "/a") { open in
                let decoder = try FLACDecoder(ByteReader(file: open))
                var steps: [FLACDecoder.Step] = []
                var last: [Int32] = []
                while steps.count < 50, steps.last != .end {
                    steps.append(decoder.next())
                    if case .block = steps.last { last = decoder.samples }
                }
                #expect(steps.starts(with: [.block(frames: 4_000), .block(frames: 4_000), .broken]))
                #expect(steps.last == .end)
                #expect(steps.contains(.broken))
                var end = [UInt8](repeating: 0, count: 16_000)
                PCM.pack(last, frames: 4_000, format: .stereo16, into: &end)
                let isSame = end == Array(pcm.suffix(16_000))
                #expect(isSame)
            }
        }
    }

    @Test func `in a format nobody can encode is refused`() {
        let format = PCMFormat(framesPerSecond: 0, channels: 2, bitsPerSample: 16)
        #expect(throws: FLACError.self) { _ = try FLACEncoder(format: format) }
    }

    private func decoded(_ path: String) throws -> [UInt8] {
        try withOpenFile(path) { open in
            let decoder = try FLACDecoder(ByteReader(file: open))
            var pcm: [UInt8] = []
            while case .block(let frames) = decoder.next() {
                guard let format = decoder.format else { break }
                var bytes = [UInt8](repeating: 0, count: frames * format.bytesPerFrame)
                PCM.pack(decoder.samples, frames: frames, format: format, into: &bytes)
                pcm += bytes
            }
            return pcm
        }
    }
}
