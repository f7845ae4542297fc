import Features
import Segmentation
import Testing

@Suite struct `time line` {
    @Test(arguments: [300, 8 * 3_600])
    func `a device lost in mid-music ends the side there and plays nothing on`(lostSeconds: Int) throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.needleDown()
        montage.music(seconds: 200)
        let lost = montage.features.count
        montage.idle(seconds: lostSeconds)
        let back = montage.features.count
        montage.music(seconds: 200)
        montage.runOut()
        montage.idle(seconds: 60)
        let missing = lost * 4_800 + 1_000..<back * 4_800 + 1_000
        var reading = Reading()
        reading.run([HeardTape("a", montage.features, missing: [missing])])
        let sides = reading.sessions.flatMap(\.sides)
        #expect(sides.count == 2)
        #expect(abs((sides.first?.extent.end.frame ?? 0) - lost * 4_800) <= 9_600)
        #expect(abs((sides.last?.extent.start.frame ?? 0) - back * 4_800) <= 14_400)
        #expect(reading.sessions.count == (lostSeconds > 1_800 ? 2 : 1))
    }

    @Test func `a relay restarted in mid-side does not split the session`() throws {
        var first = try Montage()
        first.idle(seconds: 60)
        first.needleDown()
        first.music(seconds: 100)
        var second = try Montage()
        second.music(seconds: 100)
        second.runOut()
        second.idle(seconds: 30)
        let restart = first.features.count / 10 + 20
        var reading = Reading()
        reading.run([HeardTape("a", first.features), HeardTape("b", at: restart, second.features)])
        let session = try #require(reading.sessions.first)
        #expect(reading.sessions.count == 1)
        #expect(session.extent.start.tape == "a")
        #expect(session.extent.end.tape == "b")
        #expect(session.sides.map(\.extent.start.tape) == ["a", "b"])
        #expect(abs(session.extent.seconds - 260) < 5)
    }

    @Test func `a machine switched off for three weeks takes no room`() throws {
        var montage = try Montage()
        montage.idle(seconds: 60)
        montage.side()
        montage.idle(seconds: 60)
        let tapes = [
            HeardTape("a", montage.features), HeardTape("b", at: 21 * 86_400, montage.features),
            HeardTape("c", at: 21 * 86_400 + 5, montage.features),
        ]
        var line = TimeLine(from: .first, rules: Rules())
        for heard in tapes {
            line.append(heard.until(.max), of: heard.tape)
        }
        #expect(line.count < 3 * montage.features.count + 26_000)
        #expect(line.absences.count == 1)
        var reading = Reading()
        reading.run(tapes)
        #expect(reading.sessions.count == 2)
        #expect(reading.final.flatMap(\.sessions).map(\.extent.start.tape) == ["a"])
    }

    @Test func `places come back as the ticks they were`() throws {
        var montage = try Montage()
        montage.idle(seconds: 30)
        var line = TimeLine(from: .first, rules: Rules())
        for (index, id) in ["a", "b"].enumerated() {
            let heard = Features.Decoded(framesPerSecond: 44_100, firstTick: 7, features: montage.features)
            let tape = TimeLine.Tape(
                id: id, framesPerSecond: 44_100, startMicroseconds: index * 60_000_000)
            line.append(heard, of: tape, missing: [70_000..<170_000])
        }
        for tick in 0..<line.count where !line.absences.contains(where: { $0.contains(tick) }) {
            #expect(line.tick(of: line.place(tick)) == tick)
        }
        #expect(line.place(0) == Place(tape: "a", frame: 7 * 4_410))
    }
}
