import Features
import Segmentation
import Testing

@Suite struct `events` {
    @Test func `of an evening, in order`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.side()
        montage.idle(seconds: 30)
        montage.side()
        montage.idle(seconds: 2_000)
        var reading = Reading()
        reading.run([HeardTape("a", montage.features)])
        let kinds = reading.final.first?.events.map(\.kind) ?? []
        #expect(kinds.count { $0 == .silenceDetected } == 2)
        #expect(
            kinds.filter { $0 != .clippingDetected } == [
                .sideStarted, .sessionStarted, .silenceDetected, .sideEnded, .sideStarted, .silenceEnded,
                .sessionEnded, .silenceDetected, .sideEnded,
            ])
    }

    @Test func `are told once, whenever one looks`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.side()
        montage.idle(seconds: 30)
        montage.needleDown()
        montage.music(seconds: 120)
        montage.runOut()
        montage.locked(seconds: 900)
        montage.idle(seconds: 2_000)
        let tape = HeardTape("a", montage.features)
        var reading = Reading()
        var told: [Event] = []
        for tick in stride(from: 300, to: montage.features.count + 300, by: 300) {
            reading.run([tape], until: tick)
            let known = told.map { (kind: $0.kind, tick: $0.place.frame / 4_800) }
            told += Event.untold(reading.events, told: known)
        }
        let counts = Dictionary(grouping: told, by: \.kind).mapValues(\.count)
        #expect(
            counts == [
                .sideStarted: 2, .sideEnded: 2, .sessionStarted: 1, .sessionEnded: 1, .silenceDetected: 2,
                .silenceEnded: 1, .recordStillTurning: 1,
            ])
    }

    /// What is told when one looks so often, in ticks.
    private func told(_ tape: HeardTape, lookingEvery step: Int, rules: Rules = Rules()) -> [Event] {
        var reading = Reading(rules: rules)
        var told: [Event] = []
        for tick in stride(from: step, to: tape.features.count + step, by: step) {
            reading.run([tape], until: tick)
            let known = told.map { (kind: $0.kind, tick: $0.place.frame / 4_800) }
            told += Event.untold(reading.events, told: known)
        }
        return told
    }

    @Test(arguments: [70, 300, 100_000])
    func `clipping is told when it is over, with all of it`(step: Int) throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.needleDown()
        montage.music(seconds: 200)
        montage.clip(1_000..<1_010, samples: 5)
        montage.clip(1_400..<1_420, samples: 5)
        let clipping = told(HeardTape("a", montage.features), lookingEvery: step)
            .filter { $0.kind == .clippingDetected }
        #expect(clipping.map(\.place.frame) == [1_000 * 4_800])
        #expect(clipping.map(\.value) == [150])
    }

    @Test(arguments: [70, 100_000])
    func `a record that turns on is told once, whatever was not heard of it`(step: Int) throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.needleDown()
        montage.runOut()
        montage.locked(seconds: 100)
        let lost = montage.features.count
        montage.locked(seconds: 600)
        let missing = [lost..<lost + 50, lost + 3_000..<lost + 3_100].map {
            $0.lowerBound * 4_800..<$0.upperBound * 4_800
        }
        var rules = Rules()
        rules.runoutAlertSeconds = 150
        let tape = HeardTape("a", montage.features, missing: missing)
        let turning = told(tape, lookingEvery: step, rules: rules).filter { $0.kind == .recordStillTurning }
        #expect(turning.map(\.value) == [150])
    }

    @Test func `a session has not ended before it is final`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.side()
        montage.idle(seconds: 50)
        montage.side()
        montage.idle(seconds: 20)
        var rules = Rules()
        rules.sessionGapSeconds = 45
        var reading = Reading(rules: rules)
        let tape = HeardTape("a", montage.features)
        for tick in stride(from: 300, to: montage.features.count + 300, by: 300) {
            reading.run([tape], until: tick)
            #expect(reading.open?.events.contains { $0.kind == .sessionEnded } != true)
        }
    }

    @Test func `a session is told after half a minute of music, and not before`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.side()
        let tape = HeardTape("a", montage.features)
        for (seconds, isTold) in [(80, false), (110, true)] {
            var reading = Reading()
            reading.run([tape], until: seconds * 10)
            #expect((reading.count(.sessionStarted) == 1) == isTold)
            #expect(reading.sessions.count == 1)
            #expect(reading.count(.sessionEnded) == 0)
        }
    }
}
