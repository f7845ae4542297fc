import Platform
import TestSupport
import Testing

@testable import Audio

/// What a fuzzer does, for a moment and always alike; `Tests/Fuzzing` holds the patient one.
@Suite struct `noise instead of sound` {
    @Test func `makes no header of a FLAC file that could not be written again`() throws {
        var generator = SeededGenerator(seed: 1)
        let comments: [FLACHeader.Comment] = [.init("TITLE", "a"), .init("ARTIST", "b=c")]
        let info = StreamInfo(format: .stereo16, framesPerBlock: 4_000)
        let good = try #require(FLACHeader(streamInfo: info, comments: comments).bytes(paddedTo: 150))
        var read = 0
        for round in 0..<20_000 {
            let bytes =
                round % 8 == 0 ? Array("fLaC".utf8) + generator.bytes(upTo: 80) : generator.damaged(good)
            guard let header = FLACHeader(parsing: bytes) else { continue }
            read += 1
            let again = header.bytes(paddedTo: 100_000).flatMap(FLACHeader.init(parsing:))
            #expect(again == header)
        }
        #expect(read > 100)
    }

    @Test func `makes no WAV header that points behind its bytes`() {
        var generator = SeededGenerator(seed: 2)
        let good = wav(
            [1, 2, 3, 4], .stereo16, isExtensible: true, before: Array("LIST".utf8) + [2, 0, 0, 0, 1, 2])
        var read = 0
        for round in 0..<20_000 {
            let bytes =
                round % 8 == 0
                ? Array("RIFF0000WAVE".utf8) + generator.bytes(upTo: 80) : generator.damaged(good)
            guard let header = WAVHeader(parsing: bytes) else { continue }
            read += 1
            #expect(header.byteCount <= bytes.count && header.dataBytes > 0)
        }
        #expect(read > 100)
    }

    @Test func `in a FLAC file is measured and decoded without harm`() throws {
        var generator = SeededGenerator(seed: 3)
        let file = try FLACFile(sound(frames: 4_096, .stereo16), .stereo16)
        let audio = Array(file.bytes[FLACFile.headerBytes...].prefix(9_000))
        try withTemporaryFolder { folder in
            for round in 0..<150 {
                let damaged = round % 8 == 0 ? generator.bytes(upTo: 5_000) : generator.damaged(audio)
                let bytes = Array(file.bytes[..<FLACFile.headerBytes]) + damaged
                try write(bytes, to: folder + "/a")
                let measure = try withOpenFile(folder + "/a") { open in
                    try? FLACMeasure.ofWholeBlocks(file: open, audioOffset: FLACFile.headerBytes)
                }
                #expect((measure?.bytes ?? 0) <= bytes.count)
                let source = try FileSource(path: folder + "/a", wanted: .stereo16, pacing: .reader)
                var block = [UInt8](repeating: 0, count: 4_096)
                var reads = 0
                while try source.read(into: &block, waitMilliseconds: 0) != .end, reads < 100 { reads += 1 }
                #expect(reads < 100)
            }
        }
    }

    @Test func `in FLAC files is joined to something whole of the right length`() throws {
        var generator = SeededGenerator(seed: 4)
        let good = try FLACFile(sound(frames: 9_000, .stereo16), .stereo16).bytes
        try withTemporaryFolder { folder in
            var joined: [String] = []
            for round in 0..<150 {
                let noise = generator.bytes(upTo: 5_000)
                try write(round % 8 == 0 ? noise : generator.damaged(good), to: folder + "/a")
                let pieces: [FLACPiece] = [
                    .sound(path: folder + "/a", frames: 3..<9_000),
                    .sound(path: folder + "/a", frames: 0..<4_000),
                ]
                let path = folder + "/\(round).flac"
                try withOpenFile(path) { file in
                    var heard = 0
                    let join = try? FLACJoin.write(pieces, .stereo16, reserving: 0, file: file) {
                        heard += $1
                    }
                    guard let header = join?.header([]) else { return }
                    #expect(heard == 12_997)
                    try Disk.system.write(file, header, 0)
                    joined.append(path)
                }
            }
            #expect(joined.count > 100)
            #expect(shell("flac -t -s \(joined.joined(separator: " "))") == ("", true))
        }
    }
}
