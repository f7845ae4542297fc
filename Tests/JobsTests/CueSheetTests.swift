import Archive
import Audio
import Catalogue
import Testing

@testable import Jobs

@Suite struct `a cue sheet` {
    private func sidecar(starts: [Int], frames: Int, framesPerSecond: Int) -> Sidecar {
        var sidecar = Sidecar(
            number: 1, key: "00c0ffee", kind: .session, title: "A \"title\"\nof two lines",
            startMicroseconds: 1_795_291_200_000_000, frames: frames,
            format: PCMFormat(framesPerSecond: framesPerSecond, channels: 1, bitsPerSample: 16), pieces: [],
            assembledMicroseconds: 0)
        var side = Sidecar.Side(letter: "A", frames: 0..<frames)
        side.tracks = starts.map { .init(frames: $0..<$0 + 1) }
        sidecar.sides = starts.isEmpty ? [] : [side]
        return sidecar
    }

    private func lines(_ sidecar: Sidecar) -> [Substring] {
        String(decoding: CueSheet(sidecar).text, as: UTF8.self).split(separator: "\n")
    }

    @Test func `counts in seventy-fifths of a second, and never beyond a beginning`() {
        // 588 frames at 44.1 kHz, 640 at 48 kHz; what lies between two belongs to the earlier one.
        for (rate, frame, time) in [
            (44_100, 588, "00:00:01"), (44_100, 587, "00:00:00"), (44_100, 44_099, "00:00:74"),
            (48_000, 640, "00:00:01"), (48_000, 48_000 * 61 + 1_279, "01:01:01"),
            (192_000, 192_000 * 6_000, "100:00:00"), (96_000, 96_000 * 3_599 + 95_999, "59:59:74"),
        ] {
            let text = lines(sidecar(starts: [0, frame], frames: frame + 9, framesPerSecond: rate))
            #expect(
                text.filter { $0.contains("INDEX") } == ["    INDEX 01 00:00:00", "    INDEX 01 \(time)"])
        }
    }

    @Test func `begins where the recording does, and names what nobody has named`() {
        let one = sidecar(starts: [], frames: 1_000, framesPerSecond: 44_100)
        #expect(CueSheet(one).starts == [0] && CueSheet(one).block == nil)
        #expect(lines(one).contains { $0.hasPrefix("TITLE \"A 'title'") && $0.hasSuffix("of two lines\"") })
        let two = sidecar(starts: [500, 100], frames: 1_000, framesPerSecond: 44_100)
        #expect(CueSheet(two).starts == [0, 500])
        #expect(lines(two).contains("    TITLE \"Side A, track 2\""))
        #expect(lines(two).allSatisfy { $0.filter { $0 == "\"" }.count.isMultiple(of: 2) })
    }

    @Test func `has as many tracks as its forms can count`() {
        let many = sidecar(
            starts: (0..<300).map { $0 * 1_000 }, frames: 300_000, framesPerSecond: 44_100)
        let text = lines(many)
        #expect(text.count { $0.contains("TRACK") } == 99 && text.contains("  TRACK 99 AUDIO"))
        // The last number is that of the end.
        let body = CueSheet(many).block?.body ?? []
        #expect(body.count > 395 && body[395] == 255)
        #expect(CueSheet(many).starts.count == 300)
    }
}

@Suite struct `margins of a recording` {
    private func place(_ second: Int) -> TapePlace {
        .init(tape: "aaaaaaaa", frame: second * 100, microseconds: Int64(second) * 1_000_000 + 7)
    }

    private func extent(_ seconds: Range<Int>) -> Catalogue.Extent {
        .init(
            start: place(seconds.lowerBound), end: place(seconds.upperBound),
            ticks: seconds.lowerBound * 10..<seconds.upperBound * 10)
    }

    private func side(_ seconds: Range<Int>, musicUntil end: Int?) -> Catalogue.Side {
        .init(
            extent: extent(seconds), isOpen: false,
            tracks: end.map { [.init(extent: extent(seconds.lowerBound..<$0))] } ?? [], gaps: [],
            idleFloor: .init(levels: []), grooveFloor: .init(levels: []), musicDecibels: 0, clippedSamples: 0,
            confidence: 0)
    }

    private func edges(
        _ sides: [Catalogue.Side], in session: Range<Int>, known: Bool = true
    ) -> (start: Catalogue.Edge, end: Catalogue.Edge) {
        Margins(runInSeconds: 3, runOutSeconds: 8).edges(
            of: sides, in: extent(session), framesPerSecond: { $0 == "aaaaaaaa" && known ? 100 : nil })
    }

    @Test func `reach from before the needle to behind the music`() {
        let sides = [side(10..<50, musicUntil: 40), side(60..<120, musicUntil: 100)]
        let (start, end) = edges(sides, in: 10..<120)
        #expect(start.mark?.frame == 700 && start.microseconds == 7_000_007)
        #expect(end.mark?.frame == 10_800 && end.microseconds == 108_000_007)
    }

    @Test func `end with the needle, begin with the tape, and go by the clock where it is gone`() {
        #expect(edges([side(10..<50, musicUntil: 45)], in: 10..<50).end.mark?.frame == 5_000)
        #expect(edges([side(10..<50, musicUntil: nil)], in: 10..<50).end.mark?.frame == 5_000)
        #expect(edges([], in: 20..<30).start.mark?.frame == 1_700)
        let early = edges([side(1..<50, musicUntil: 20)], in: 1..<50).start
        #expect(early.mark?.frame == 0 && early.microseconds == 7)
        let gone = edges([side(10..<50, musicUntil: 20)], in: 10..<50, known: false)
        #expect(gone.start == .init(microseconds: 7_000_007) && gone.end == .init(microseconds: 28_000_007))
    }
}

@Suite struct `names of exported files` {
    @Test(arguments: [
        ("Kind of Blue", "Kind of Blue"), ("AC/DC: \"Live\"?", "AC_DC_ _Live__"), ("../..", "_"),
        ("", "recording"), (" . ", "recording"), ("con", "_con"), ("NUL.txt", "_NUL.txt"),
        ("console", "console"), ("a\u{1B}[2Jb\u{9B}c\n", "a_[2Jb_c_"), ("Köln", "Köln"), ("…", "…"),
    ])
    func `are safe on any disk`(title: String, name: String) { #expect(ExportName.safe(title) == name) }

    @Test func `are short enough, and whole characters`() {
        for text in [String(repeating: "日", count: 200), String(repeating: "👩‍👩‍👧‍👦", count: 30)] {
            let name = ExportName.safe(text)
            #expect((100...150).contains(name.utf8.count) && text.hasPrefix(name))
        }
    }

    @Test func `sort as tracks do`() {
        #expect(
            ExportName.of("x", track: 3, of: 9) == "03 x" && ExportName.of("x", track: 3, of: 120) == "003 x")
    }
}
