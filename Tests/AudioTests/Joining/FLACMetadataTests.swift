import Platform
import TestSupport
import Testing

@testable import Audio

@Suite struct `what stands before the sound of a recording` {
    @Test func `is read by others`() throws {
        try withTemporaryFolder { folder in
            let samples = StreamedSound.samples(frames: 48_000, .stereo16)
            let path = folder + "/a.flac"
            try write(
                try FLACFile(StreamedSound.packed(samples, .stereo16), .stereo16).bytes, to: folder + "/b")
            shell("ffmpeg -loglevel error -f lavfi -i color=red:s=16x16 -frames:v 1 \(folder)/red.png")
            let image = try Files.read(folder + "/red.png")
            let blocks: [FLACMetadata] = [
                .comments([.init("TITLE", "Ä side"), .init("CHAPTER001", "00:00:00.000")]),
                .cueSheet(tracks: [0, 12_345, 30_000], end: 48_000),
                .frontCover(image, .png, width: 16, height: 16, bitsPerPixel: 24),
            ]
            try withOpenFile(path) { file in
                let join = try FLACJoin.write(
                    [.sound(path: folder + "/b", frames: 0..<48_000)], .stereo16, reserving: 2_000, file: file
                )
                try Disk.system.write(file, try #require(join.header(blocks)), 0)
                let read = try #require(FLACMetadata.blocks(ofFile: file))
                #expect(read.blocks.count == 6 && Array(read.blocks[2...4]) == blocks)
                #expect(read.blocks[2].comments?.map(\.key) == ["TITLE", "CHAPTER001"])
                #expect(read.blocks[3].comments == nil)
                #expect(join.header(blocks + blocks + blocks) == nil)
            }
            #expect(shell("flac -t -s \(path)") == ("", true))
            #expect(shell("metaflac --show-tag=TITLE --no-utf8-convert \(path)").output == "TITLE=Ä side\n")
            let sheet = shell("metaflac --export-cuesheet-to=- \(path)").output
            #expect(sheet.matches(of: /INDEX 01 (\d+)\n/).map(\.1) == ["0", "12345", "30000"])
            #expect(sheet.contains("lead-out 255 48000"))
            shell("metaflac --export-picture-to=\(folder)/out.png \(path)")
            #expect(try Files.read(folder + "/out.png") == image)
            let seen = shell("ffprobe -v error -show_entries stream=codec_name,width -of csv=p=0 \(path)")
                .output
            #expect(seen == "flac\npng,16\n")
        }
    }

    @Test(arguments: [0, 1, 1_000, FLACMetadata.mostBytes, FLACMetadata.mostBytes + 1, 20_000_000])
    func `is padded to any size`(more: Int) throws {
        let info = StreamInfo(format: .stereo16, framesPerBlock: 4_000)
        let least = 4 + 38 + 4
        let bytes = try #require(FLACHeader.bytes(info, [], paddedTo: least + more))
        #expect(bytes.count == least + more)
        try withTemporaryFolder { folder in
            try write(bytes, to: folder + "/a.flac")
            let read = try withOpenFile(folder + "/a.flac") { FLACMetadata.blocks(ofFile: $0) }
            #expect(read?.soundOffset == bytes.count)
            #expect(FLACHeader.bytes(info, [], paddedTo: least - 1) == nil)
        }
    }

    @Test func `torn anywhere is none`() throws {
        try withTemporaryFolder { folder in
            let info = StreamInfo(format: .stereo16, framesPerBlock: 4_000)
            let bytes = try #require(FLACHeader.bytes(info, [.comments([.init("A", "b")])], paddedTo: 120))
            for count in 0..<bytes.count {
                try write(Array(bytes[..<count]), to: folder + "/a")
                #expect(try withOpenFile(folder + "/a") { FLACMetadata.blocks(ofFile: $0) } == nil)
            }
        }
    }

    @Test func `holds a point to seek for every ten seconds`() {
        var table = SeekTable(frames: 48_000 * 60 + 1, framesPerSecond: 48_000)
        #expect(table.byteCount == 4 + 7 * 18 && table.block.bytes(isLast: false).count == table.byteCount)
        for block in 0...720 { table.add(.init(frame: block * 4_000, offset: block * 10, frames: 4_000)) }
        #expect(table.points.map(\.frame) == (0...6).map { $0 * 480_000 })
        #expect(table.block.bytes(isLast: false).count == table.byteCount)
        #expect(SeekTable(frames: 0, framesPerSecond: 48_000).block.body.isEmpty)
        #expect(SeekTable(frames: 1 << 36, framesPerSecond: 8_000).byteCount < 2_000_000)
    }
}
