import TestSupport
import Testing

@testable import Audio

@Suite struct `a FLAC header` {
    private func header(_ comments: [FLACHeader.Comment] = [.init("TITLE", "Ä side"), .init("EMPTY", "")])
        -> FLACHeader
    {
        var info = StreamInfo(
            format: PCMFormat(framesPerSecond: 96_000, channels: 1, bitsPerSample: 24), framesPerBlock: 8_000)
        info.frames = 0xF_FFFF_FFFF
        info.fewestFrameBytes = 14
        info.mostFrameBytes = 0xFF_FFFF
        info.md5 = (1...16).map { UInt8($0) }
        return FLACHeader(streamInfo: info, comments: comments)
    }

    @Test(arguments: [200, 4_096, 8_192, 70_000])
    func `comes back from exactly as many bytes as were asked for`(size: Int) throws {
        let bytes = try #require(header().bytes(paddedTo: size))
        #expect(bytes.count == size)
        #expect(FLACHeader(parsing: bytes) == header())
        #expect(FLACHeader(parsing: bytes)?["TITLE"] == "Ä side")
        #expect(FLACHeader(parsing: bytes)?["ARTIST"] == nil)
    }

    @Test func `is nil when it does not fit, and fits to the last byte`() throws {
        let least = (1...400).first { header().bytes(paddedTo: $0) != nil }
        let size = try #require(least)
        #expect(header().bytes(paddedTo: size - 1) == nil)
        #expect(header().bytes(paddedTo: size).flatMap(FLACHeader.init(parsing:)) == header())
        #expect(header([.init("A", String(repeating: "x", count: 9_000))]).bytes(paddedTo: 8_192) == nil)
        #expect(header().bytes(paddedTo: 0) == nil)
    }

    @Test func `that is torn anywhere is nil`() throws {
        let bytes = try #require(header().bytes(paddedTo: 300))
        for count in 0..<bytes.count {
            #expect(FLACHeader(parsing: Array(bytes[..<count])) == nil, "cut at \(count)")
        }
        for count in 0..<100 {
            let torn = bytes[..<count] + [UInt8](repeating: 0, count: 300 - count)
            let parsed = FLACHeader(parsing: Array(torn))
            #expect(parsed == nil || parsed == header(), "zeros from \(count)")
        }
        #expect(FLACHeader(parsing: Array("RIFF".utf8)) == nil)
        #expect(FLACHeader(parsing: []) == nil)
    }

    @Test func `is read by metaflac`() throws {
        try withTemporaryFolder { folder in
            let pcm = sound(frames: 8_000, .stereo16)
            let comments: [FLACHeader.Comment] = [.init("TITLE", "Ä=side"), .init("VINYL_TAPE", "7f3a9c21")]
            try write(try FLACFile(pcm, .stereo16, comments: comments).bytes, to: folder + "/a.flac")
            let shown = shell("LC_ALL=C.UTF-8 metaflac --export-tags-to=- --no-utf8-convert \(folder)/a.flac")
            #expect(shown.output == "TITLE=Ä=side\nVINYL_TAPE=7f3a9c21\n")
        }
    }

    @Test func `written by flac is read`() throws {
        try withTemporaryFolder { folder in
            let pcm = sound(frames: 48_000, .stereo16)
            try write(pcm, to: folder + "/a.raw")
            let isMade = shell(
                "flac -s --force-raw-format --endian=little --sign=signed --channels=2 --bps=16 --sample-rate=48000"
                    + " -T title=x -T 'Artist=a=b' --no-padding -o \(folder)/a.flac \(folder)/a.raw")
            #expect(isMade.isContent)
            let header = try withOpenFile(folder + "/a.flac") {
                FLACHeader(parsing: ByteReader(file: $0).peek(8_192))
            }
            #expect(header?.comments == [.init("TITLE", "x"), .init("ARTIST", "a=b")])
            #expect(header?.streamInfo.frames == 48_000)
            #expect(header?.streamInfo.format == .stereo16)
        }
    }

    @Test func `numbers that do not fit are unknown`() {
        var info = StreamInfo(format: .stereo16, framesPerBlock: 4_000)
        info.frames = 1 << 36
        #expect(StreamInfo(parsing: info.bytes[...])?.frames == 0)
        #expect(StreamInfo(parsing: info.bytes.dropLast()) == nil)
        #expect(info.bytes.count == StreamInfo.byteCount)
    }

    @Test(arguments: PCMFormat.all)
    func `keeps any format`(format: PCMFormat) {
        var info = StreamInfo(format: format, framesPerBlock: format.framesPerBlock)
        info.frames = 123_456_789
        #expect(StreamInfo(parsing: info.bytes[...]) == info)
    }
}
