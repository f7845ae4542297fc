import Audio
import Testing

@testable import Archive

@Suite struct `a segment's tags` {
    private var tags: SegmentTags {
        SegmentTags(
            tape: "7f3a9c21", firstFrame: 172_800_000, startMicroseconds: 1_795_292_042_118_345,
            isClockSynchronised: true, device: "plughw:CARD=CODEC")
    }

    private func header(_ comments: [FLACHeader.Comment]) -> FLACHeader {
        let format = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
        return FLACHeader(streamInfo: StreamInfo(format: format, framesPerBlock: 4_000), comments: comments)
    }

    @Test func `come back as they were`() {
        var all = tags
        all.gaps = Gap.Cause.allCases.enumerated().map { Gap(start: $0 * 1_000, frames: $0 + 1, cause: $1) }
        for cause in Hole.Cause.allCases {
            all.holeBefore = Hole(frames: 96_000, cause: cause)
            all.isClockSynchronised.toggle()
            #expect(SegmentTags(header(all.comments)) == all)
        }
        #expect(SegmentTags(header(tags.comments)) == tags)
    }

    @Test func `are written as the contract says`() {
        var tags = tags
        tags.gaps = [Gap(start: 5, frames: 7, cause: .overrun), Gap(start: 99, frames: 1, cause: .lost)]
        tags.holeBefore = Hole(frames: 12, cause: .room)
        let header = header(tags.comments)
        #expect(header["VINYL_FIRST_FRAME"] == "172800000")
        #expect(header["VINYL_START"] == "1795292042118345")
        #expect(header["VINYL_CLOCK"] == "synchronised")
        #expect(header["VINYL_GAPS"] == "5+7:overrun,99+1:lost")
        #expect(header["VINYL_HOLE_BEFORE"] == "12:room")
        #expect(header["ENCODER"]?.hasPrefix("vinyl-relay ") == true)
        #expect(SegmentTags(self.header(self.tags.comments))?.holeBefore == nil)
    }

    @Test func `fit 300 gaps of the longest kind into the header`() {
        var tags = tags
        tags.gaps = (0..<300).map { Gap(start: 500_000 + $0 * 1_000, frames: 999, cause: .overrun) }
        #expect(header(tags.comments).bytes(paddedTo: SegmentTags.headerBytes) != nil)
    }

    @Test(arguments: ["VINYL_TAPE", "VINYL_FIRST_FRAME", "VINYL_START", "VINYL_CLOCK"])
    func `are none when one that must be there is missing`(key: String) {
        #expect(SegmentTags(header(tags.comments.filter { $0.key != key })) == nil)
    }

    @Test(arguments: [
        ("VINYL_TAPE", "7f3a9c2"), ("VINYL_TAPE", "../../etc"), ("VINYL_FIRST_FRAME", "-1"),
        ("VINYL_FIRST_FRAME", "x"), ("VINYL_FIRST_FRAME", "9223372036854775807"), ("VINYL_START", ""),
        ("VINYL_START", "9223372036854775808"), ("VINYL_GAPS", "5"), ("VINYL_GAPS", "5+7"),
        ("VINYL_GAPS", "5+0:lost"), ("VINYL_GAPS", "-5+1:lost"), ("VINYL_GAPS", "5+7:bored"),
        ("VINYL_GAPS", "5+7:lost,x"), ("VINYL_GAPS", "9223372036854775807+9223372036854775807:lost"),
        ("VINYL_GAPS", "1+2+3:lost"), ("VINYL_HOLE_BEFORE", "12"), ("VINYL_HOLE_BEFORE", "0:room"),
        ("VINYL_HOLE_BEFORE", "12:nowhere"), ("VINYL_HOLE_BEFORE", "9223372036854775807:room"),
    ])
    func `are none when one means nothing`(key: String, value: String) {
        let comments = tags.comments.filter { $0.key != key } + [.init(key, value)]
        #expect(SegmentTags(header(comments)) == nil)
    }
}
