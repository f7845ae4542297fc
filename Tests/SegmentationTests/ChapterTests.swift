import Features
import Segmentation
import Testing

@Suite struct `chapters` {
    @Test func `a needle left in a locked groove for eight hours ends its session at the music`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.side()
        montage.idle(seconds: 30)
        montage.needleDown()
        montage.music(seconds: 600)
        montage.runOut()
        let musicEnd = montage.features.count - 365
        montage.locked(seconds: 8 * 3_600)
        var reading = Reading()
        reading.run([HeardTape("a", montage.features)])
        let session = try #require(reading.sessions.first)
        #expect(reading.sessions.count == 1)
        #expect(reading.final.first?.sessions.count == 1)
        #expect(abs(session.extent.end.frame - musicEnd * 4_800) < 96_000)
        #expect(session.sides.map(\.isOpen) == [false, true])
        #expect(reading.count(.recordStillTurning) == 1)
        #expect(reading.count(.sessionEnded) == 1)
    }

    @Test func `a run after every segment finds what one run finds`() throws {
        var montage = try Montage()
        for pause in [30, 2_000, 1_700, 25, 4_000, 90] {
            montage.idle(seconds: 15)
            montage.side()
            montage.idle(seconds: 20)
            montage.needleDown()
            montage.music(seconds: 300)
            montage.runOut()
            montage.idle(seconds: pause)
        }
        montage.locked(seconds: 3_000)
        montage.idle(seconds: 2_000)
        let tape = HeardTape("a", montage.features)
        var once = Reading()
        once.run([tape])
        for step in [600, 3_470] {
            var often = Reading()
            for tick in stride(from: step, to: montage.features.count + step, by: step) {
                often.run([tape], until: tick)
            }
            #expect(often.final.flatMap(\.sessions) == once.final.flatMap(\.sessions))
            #expect(often.final.flatMap(\.events) == once.final.flatMap(\.events))
            #expect(often.open?.sessions == once.open?.sessions)
        }
        #expect(once.sessions.count == 3)
        #expect(once.final.flatMap(\.sessions).count == 3)
    }

    /// Everything that is true of twelve hours is true of four, and heard in less time.
    private var shortSessions: Rules {
        var rules = Rules()
        rules.sessionMaximumHours = 4
        return rules
    }

    @Test func `a bar that never falls silent gets recordings without a hole`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.needleDown()
        montage.music(seconds: 10 * 3_600)
        montage.runOut()
        montage.idle(seconds: 2_400)
        var reading = Reading(rules: shortSessions)
        reading.run([HeardTape("a", montage.features)])
        let extents = reading.sessions.map(\.extent)
        #expect(extents.count == 3)
        #expect(extents.dropLast().allSatisfy { $0.seconds <= 4 * 3_600 && $0.seconds >= 3 * 3_600 })
        for (left, right) in zip(extents, extents.dropFirst()) { #expect(left.end == right.start) }
        #expect(reading.count(.sessionStarted) == 3)
        #expect(reading.count(.sessionEnded) == 3)
    }

    @Test func `an evening longer than a session may be is cut where the record is turned`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        for _ in 0..<17 {
            montage.needleDown()
            montage.music(seconds: 1_000)
            montage.runOut()
            montage.idle(seconds: 20)
        }
        montage.idle(seconds: 2_400)
        var reading = Reading(rules: shortSessions)
        reading.run([HeardTape("a", montage.features)])
        #expect(reading.sessions.count == 2)
        #expect(reading.sessions.flatMap(\.sides).count == 17)
        #expect(reading.sessions.flatMap(\.sides).allSatisfy { !$0.isOpen })
    }

    @Test func `a humming idle closes a chapter too`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.side()
        var features = montage.features
        var hum = try Montage()
        hum.idle(seconds: 3_000)
        for tick in 0..<hum.features.count {
            var extra = hum.features.extras[tick]
            extra.clicks = tick % 30 == 0 ? 1 : 0
            features.append(hum.features.levels[tick], extra)
        }
        var reading = Reading()
        reading.run([HeardTape("a", features)])
        #expect(reading.final.flatMap(\.sessions).count == 1)
    }

    @Test(arguments: [Int16(-2_000), 2_000, 777])
    func `a gain changes no time`(gain: Int16) throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        for _ in 0..<3 {
            montage.side()
            montage.idle(seconds: 700)
        }
        montage.locked(seconds: 400)
        montage.idle(seconds: 2_000)
        var plain = Reading()
        plain.run([HeardTape("a", montage.features)])
        var louder = Reading()
        louder.run([HeardTape("a", montage.amplified(by: gain))])
        #expect(louder.sessions.map(\.extent) == plain.sessions.map(\.extent))
        #expect(
            louder.sessions.flatMap(\.sides).map(\.extent) == plain.sessions.flatMap(\.sides).map(\.extent))
        #expect(louder.events == plain.events)
    }
}
