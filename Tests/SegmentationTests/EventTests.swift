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
