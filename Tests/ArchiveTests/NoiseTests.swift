import Audio
import Platform
import TestSupport
import Testing

@testable import Archive

/// What a fuzzer does, for a moment and always alike; `Tests/Fuzzing` holds the patient one.
@Suite struct `noise instead of a segment` {
    @Test func `is no name, unless it is one`() {
        var generator = SeededGenerator(seed: 1)
        let good = Array("20261121T201402.118Z-7f3a9c21-000000172800000.flac.part".utf8)
        for round in 0..<20_000 {
            let bytes = round % 8 == 0 ? generator.bytes(upTo: 60) : generator.damaged(good)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let name = SegmentName(fileName: text) else { continue }
            #expect(name.finished == text || name.unfinished == text)
        }
    }

    @Test func `is no tag that could not be written again`() {
        var generator = SeededGenerator(seed: 2)
        let format = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
        let info = StreamInfo(format: format, framesPerBlock: 4_000)
        let good: [(String, String)] = [
            ("VINYL_TAPE", "7f3a9c21"), ("VINYL_FIRST_FRAME", "4000"), ("VINYL_START", "-1795292042118345"),
            ("VINYL_CLOCK", "free"), ("VINYL_GAPS", "5+7:overrun,99+1:lost"),
            ("VINYL_HOLE_BEFORE", "12:room"),
        ]
        var read = 0
        for _ in 0..<20_000 {
            let damagedAt = Int.random(in: 0..<good.count, using: &generator)
            let comments = good.enumerated().map { place, tag in
                let value = place == damagedAt ? generator.damaged(Array(tag.1.utf8)) : Array(tag.1.utf8)
                return FLACHeader.Comment(tag.0, String(decoding: value, as: UTF8.self))
            }
            guard let tags = SegmentTags(FLACHeader(streamInfo: info, comments: comments)) else { continue }
            read += 1
            #expect(SegmentTags(FLACHeader(streamInfo: info, comments: tags.comments)) == tags)
            #expect(tags.gaps.allSatisfy { $0.end > $0.start && tags.firstFrame + $0.end > 0 })
            #expect(!UTC(microseconds: tags.startMicroseconds).compact.isEmpty)
        }
        #expect(read > 100)
    }
}
