import Testing

@testable import Catalogue

@Suite struct `decisions of people` {
    private typealias Side = Catalogue.Side
    private typealias Gap = Catalogue.CandidateGap

    /// From 5 s to 5 s before its end there is music, with places where it may be divided; found were those that
    /// are taken.
    private func side(_ range: Range<Int>, gaps: [(at: Int, depth: Double, isTaken: Bool)]) -> Side {
        var side = Side.seconds(range)
        side.gaps = gaps.map { gap in
            Gap(extent: .seconds(gap.at..<gap.at + 2), depthDecibels: gap.depth, isTaken: gap.isTaken)
        }
        let taken = side.gaps.filter(\.isTaken).map(\.extent)
        let starts = [range.lowerBound + 5] + taken.map { $0.ticks.upperBound / 10 }
        let ends = taken.map { $0.ticks.lowerBound / 10 } + [range.upperBound - 5]
        side.tracks = zip(starts, ends).map { Catalogue.Track(extent: .seconds($0..<$1)) }
        return side
    }

    private func starts(_ side: Side) -> [Int] { side.tracks.map { $0.extent.ticks.lowerBound / 10 } }

    private var four: Side {
        side(
            0..<400,
            gaps: [(80, 20, true), (150, 6, false), (160, 9, false), (240, 25, true), (380, 30, false)])
    }

    @Test func `a side is divided at its best gaps`() {
        #expect(starts(four) == [5, 82, 242])
        #expect(starts(four.divided(into: 1)) == [5])
        #expect(starts(four.divided(into: 2)) == [5, 242])
        #expect(starts(four.divided(into: 3)) == [5, 82, 242])
        #expect(starts(four.divided(into: 4)) == [5, 82, 162, 242])
        #expect(four.divided(into: 4).wantedTracks == 4)
        #expect(four.divided(into: 4).tracks.last?.extent.end == four.tracks.last?.extent.end)
    }

    @Test func `tracks of a few seconds are made only where nothing else is left`() {
        #expect(starts(four.divided(into: 5)) == [5, 82, 162, 242, 382])
        #expect(starts(four.divided(into: 99)) == [5, 82, 152, 162, 242, 382])
    }

    @Test func `what was found comes back`() {
        for count in [1, 2, 5] {
            let again = four.divided(into: count).divided(into: nil)
            #expect(again == four)
        }
    }

    @Test func `a side without music or gaps stays as it is`() {
        var empty = side(0..<100, gaps: [])
        #expect(starts(empty.divided(into: 7)) == [5])
        empty.tracks = []
        #expect(empty.divided(into: 7).tracks.isEmpty)
    }

    @Test func `name, tracks and titles stay while a session is found again and again`() throws {
        try withCatalogue { catalogue throws in
            func finding(_ end: Int, isFinal: Bool = false) -> Catalogue.Finding {
                var gaps = four.gaps.map {
                    (at: $0.extent.ticks.lowerBound / 10, $0.depthDecibels, $0.isTaken)
                }
                gaps = gaps.filter { $0.at < end - 10 }
                let second = side(500..<900, gaps: [(600, 20, true)])
                return Catalogue.Finding(
                    extent: .seconds(0..<900), sides: [side(0..<end, gaps: gaps), second], isFinal: isFinal,
                    chapter: nil)
            }
            let id = try catalogue.store(finding(300), atMicroseconds: 1)
            try catalogue.name(session: id, "Miles Davis - Kind of Blue")
            #expect(
                try starts(#require(try catalogue.divide(session: id, side: 0, into: 4))) == [
                    5, 82, 162, 242,
                ])
            #expect(try catalogue.divide(session: id, side: 2, into: 4) == nil)
            #expect(try catalogue.divide(session: id + 1, side: 0, into: 4) == nil)
            var titled = try catalogue.sides(ofSession: id)[0].tracks
            titled[0].title = "So What"
            try catalogue.set(tracks: titled, ofSession: id, side: 0, wanted: 4)
            for (end, isFinal) in [(320, false), (400, false), (400, true)] {
                try catalogue.store(finding(end, isFinal: isFinal), as: id, atMicroseconds: 2)
                let sides = try catalogue.sides(ofSession: id)
                #expect(sides.map(\.wantedTracks) == [4, nil])
                #expect(starts(sides[0]) == [5, 82, 162, 242])
                #expect(starts(sides[1]) == [505, 602])
                #expect(sides[0].tracks.map(\.title) == ["So What", nil, nil, nil])
                #expect(sides[0].extent.ticks.upperBound == 10 * end)
                #expect(try catalogue.session(id)?.name == "Miles Davis - Kind of Blue")
            }
            #expect(try catalogue.divide(session: id, side: 0, into: nil)?.wantedTracks == nil)
        }
    }
}
