import TestSupport
import Testing

@testable import Archive

@Suite struct `a segment's name` {
    private let name = SegmentName(
        startMicroseconds: 1_795_292_042_118_000, tape: "7f3a9c21", firstFrame: 172_800_000)

    @Test func `says when, which tape and from which frame on`() {
        #expect(name.finished == "20261121T201402.118Z-7f3a9c21-000000172800000.flac")
        #expect(name.unfinished == name.finished + ".part")
        #expect(name.day == "2026-11-21")
        #expect(Folders(root: "/v").folder(of: name) == "/v/segments/2026-11-21")
        #expect(Folders(root: "/v").relayLock == "/v/relay.lock")
    }

    @Test func `is read back, finished or not`() {
        #expect(SegmentName(fileName: name.finished) == name)
        #expect(SegmentName(fileName: name.unfinished) == name)
    }

    @Test func `is read back for any tape, frame and millisecond`() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let name = SegmentName(
                startMicroseconds: Int64.random(in: 0...253_402_300_799_999, using: &generator) * 1_000,
                tape: TapeID.random(),
                firstFrame: Int.random(in: 0..<1_000_000_000_000_000, using: &generator))
            #expect(SegmentName(fileName: name.finished) == name)
        }
    }

    @Test(arguments: [
        "", ".flac", "a.flac", "20261121T201402.118Z-7f3a9c21-000000172800000",
        "20261121T201402.118Z-7f3a9c21-000000172800000.wav",
        "20261121T201402.118Z-7f3a9c21-000000172800000.flac.part.part",
        "20261121T201402.118Z-7f3a9c21-000000172800000.part", "20261121T201402.118Z-7f3a9c21-172800000.flac",
        "20261121T201402.118Z-7F3A9C21-000000172800000.flac",
        "20261121T201402.118Z-7f3a9c2-000000172800000.flac",
        "20261121T201402.118Z-7f3a9c21-00000017280000x.flac",
        "20261121T201402.118Z-7f3a9c21--00000172800000.flac",
        "20261121T201402.118Z-7f3a9c21-+00000172800000.flac",
        "20261321T201402.118Z-7f3a9c21-000000172800000.flac",
        " 20261121T201402.118Z-7f3a9c21-000000172800000.flac",
        "20261121T201402.118Z-7f3a9c21-0000001728000001.flac",
    ])
    func `is not read from any other file`(fileName: String) {
        #expect(SegmentName(fileName: fileName) == nil)
    }

    @Test func `has a tape that is like no other`() {
        let tapes = (0..<1_000).map { _ in TapeID.random() }
        #expect(tapes.allSatisfy { TapeID.isValid($0[...]) })
        #expect(Set(tapes).count > 990)
    }
}
