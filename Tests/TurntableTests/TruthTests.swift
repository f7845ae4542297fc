import Testing

@testable import Turntable

@Suite struct `truth of a turntable` {
    static let options = "lead=3,side=40,tracks=2,idle=5,rest=8,locked=4"

    @Test(
        arguments: ["", ",wear=6", ",music=-34,groove=-64", ",gap=4,speed=45", ",hum=-80,groove=-50"], 1...2)
    func `is what can be heard`(more: String, seed: Int) throws {
        let options = Self.options + more + ",seed=\(seed)"
        let truth = try truth(options, seconds: 110)
        let levels = Levels(try play(options, seconds: 110))
        #expect(truth.sides.count > 1)
        for side in truth.sides where side.needle.isComplete {
            let (down, up) = (side.needle.start, side.needle.end)
            let idle = levels.around(down, -2.5...0)
            let groove = levels.median(side.runIn.lowerBound + 22_050, side.runIn.upperBound)
            #expect(idle < -70)
            #expect(abs(levels.around(up, 0.5...3) - idle) < 1)
            #expect(groove > idle + 8)
            #expect(levels.around(up, -1...0) > idle + 8)
            for track in side.tracks {
                expect(track, above: groove, in: levels, noisier: more.contains("wear") ? 6 : 1.5)
            }
        }
    }

    private func expect(
        _ track: TurntableTruth.Stretch, above groove: Double, in levels: Levels, noisier wear: Double
    ) {
        for second in stride(from: track.start, to: track.end - 44_100, by: 44_100) {
            #expect(levels.median(second, second + 44_100) > groove + 10)
        }
        #expect(levels.around(track.start, -0.2...0) < groove + wear + 2)
        #expect(levels.around(track.start, 0.01...0.1) > groove + 10)
        #expect(levels.around(track.end, -0.25 ... -0.05) > groove + 4)
        #expect(levels.around(track.end, 0.05...0.25) < groove + wear + 2.5)
    }

    @Test func `has sessions of sides of tracks`() throws {
        let truth = try truth(Self.options + ",sides=2", seconds: 400)
        #expect(truth.sides.filter(\.needle.isComplete).allSatisfy { $0.tracks.count == 2 })
        #expect(truth.sessions.count == (truth.sides.count + 1) / 2)
        #expect(
            truth.sessions.map(\.start)
                == stride(from: 0, to: truth.sides.count, by: 2).map { truth.sides[$0].tracks[0].start })
        #expect(truth.sessions[0].end == truth.sides[1].tracks[1].end)
        #expect(truth.sides[1].needle.start - truth.sides[0].needle.end == 5 * 44_100 / 64 * 64)
    }

    @Test func `of fewer frames is cut and says so`() throws {
        let all = try truth(Self.options, seconds: 400)
        let second = all.sides[1].tracks[1]
        for end in [second.start + 1, second.end - 1] {
            let part = try truth(Self.options, seconds: (Double(end) + 0.5) / 44_100)
            #expect(part.tracks.dropLast() == all.tracks.prefix(3)[...])
            #expect(part.tracks.last == .init(start: second.start, end: end, isComplete: false))
            #expect(part.sides.last?.needle.isComplete == false)
            #expect(part.sides.last?.runOut.isEmpty == true)
            #expect(part.sessions == [.init(start: all.sessions[0].start, end: end, isComplete: false)])
        }
    }

    @Test func `ends with the length`() throws {
        let truth = try truth(Self.options + ",length=20", seconds: 400)
        #expect(truth.sides.map(\.needle.end) == [20 * 44_100])
        #expect(truth.tracks.map(\.isComplete) == [false])
    }

    @Test(arguments: [44_100, 48_000, 192_000])
    func `is the same music at every rate`(framesPerSecond: Int) throws {
        let starts = try truth(Self.options, seconds: 110, framesPerSecond: framesPerSecond).tracks.map(
            \.start)
        let reference = try truth(Self.options, seconds: 110, framesPerSecond: 96_000).tracks.map(\.start)
        #expect(starts.count == reference.count)
        for (one, other) in zip(starts, reference) {
            #expect(abs(Double(one) / Double(framesPerSecond) - Double(other) / 96_000) < 0.05)
        }
    }
}
