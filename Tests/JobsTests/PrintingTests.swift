import Platform
import Testing

@testable import Jobs

@Suite struct `numbers for people` {
    @Test(arguments: [
        (0, "0 s"), (0.2, "less than 1 s"), (42, "42 s"), (60, "1 min"), (192, "3 min 12 s"),
        (3_599.6, "1 h 00 min"),
        (3_840, "1 h 04 min"), (86_400, "1 d 0 h"), (200_000, "2 d 7 h"), (-65, "-1 min 05 s"),
        (.infinity, "?"),
        (.nan, "?"), (1e300, "?"),
    ])
    func `durations`(seconds: Double, expected: String) {
        #expect(Human.duration(seconds: seconds) == expected)
    }

    @Test(arguments: [
        (0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (1_234, "1.2 kB"), (9_960, "10 kB"),
        (912_345, "912 kB"),
        (999_600, "1.0 MB"), (79_854_231_552, "80 GB"), (5_000_000_000_000, "5.0 TB"), (Int.max, "9223 PB"),
    ])
    func `sizes`(bytes: Int, expected: String) { #expect(Human.size(bytes) == expected) }
}

@Suite struct `tables` {
    private func page(_ columns: Int?) -> Page { Page(columns: columns, isColoured: false, write: { _ in }) }

    private func table(_ rows: [[String]]) -> TextTable {
        var table = TextTable([
            .init("NAME", isFlexible: true), .init("N", isNumber: true), .init("WHY", isFlexible: true),
        ])
        for row in rows { table.add(row) }
        return table
    }

    @Test func `are as wide as what is in them`() {
        let lines = table([["a", "100", "x"], ["bcdef", "7", ""]]).lines(on: page(nil))
        #expect(lines == ["NAME     N  WHY", "a      100  x", "bcdef    7"])
    }

    @Test(arguments: [20, 40, 60, 80]) func `fit the terminal`(columns: Int) {
        let long = String(repeating: "Long Player ", count: 9)
        let lines = table([[long, "12345", long], ["a", "1", "b"]]).lines(on: page(columns))
        #expect(lines.allSatisfy { $0.count <= columns }, "\(lines)")
        #expect(lines[1].contains("…") && (columns == 20 || lines[1].contains("12345")))
    }

    @Test func `keep their lines, whatever is in a name`() {
        let lines = table([["a\nb\u{1B}[2J\u{85}ü🎶", "1", ""]]).lines(on: page(nil))
        #expect(lines.count == 2 && lines[1] == "a?b?[2J?ü🎶  1")
    }

    @Test func `are coloured only where colours are seen`() {
        let coloured = Page(columns: 80, isColoured: true, write: { _ in })
        #expect(coloured.inked("x", .bad) == "\u{1B}[31mx\u{1B}[0m" && page(80).inked("x", .bad) == "x")
    }
}

@Suite struct `comma-separated values` {
    @Test func `are quoted where they must be`() {
        var csv = CSV(["a", "b"])
        csv.add(["plain", "with \"quotes\""])
        csv.add(["a,b", "two\nlines"])
        csv.add(["", "ü"])
        #expect(csv.lines() == ["a,b", "plain,\"with \"\"quotes\"\"\"", "\"a,b\",\"two\nlines\"", ",ü"])
        #expect(csv.lines(isTitled: false).count == 3)
    }
}

@Suite struct `the progress bar` {
    @Test(arguments: [
        (50.0, 100.0, 2.0, 60, "copying [==============              ]  50 %  25 bytes/s, 2 s to go"),
        (0, 100, 0, 60, "copying [                              ]   0 %"),
        (100, 100, 4, 60, "copying [==============================] 100 %  25 bytes/s"),
        (50, 100, 2, 20, "copying  50 %  25 b"),
    ])
    func `says how far, how fast and how long`(
        done: Double, all: Double, seconds: Double, columns: Int, expected: String
    ) {
        let line = ProgressLine(doing: "copying", unit: .bytes, columns: columns)
        let text = line.text(done: done, of: all, seconds: seconds)
        #expect(text.count < columns)
        if columns == 60, text.count == expected.count { #expect(text == expected) }
    }

    @Test func `is silent without a terminal and goes when it is done`() {
        let clock = VirtualClock(startMicroseconds: 0)
        for columns in [nil, 80] as [Int?] {
            var written = ""
            let bar = ProgressBar("x", unit: .files, columns: columns, clock: clock.clock) { written += $0 }
            for step in 1...100 {
                clock.advance(nanoseconds: 30_000_000)
                bar.show(done: Double(step), of: 100)
            }
            bar.end()
            #expect(written.isEmpty == (columns == nil))
            #expect(columns == nil || written.hasSuffix("\r\u{1B}[K"))
            // Ten times a second is often enough.
            #expect(written.count { $0 == "\r" } <= 31)
        }
    }
}
