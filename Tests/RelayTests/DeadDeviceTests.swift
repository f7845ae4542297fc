import Audio
import TestSupport
import Testing

@testable import Relay

/// Devices that can be opened and give nothing: judged by frames that arrive, given up, opened again, for ever.
@Suite struct DeadDeviceTests {
    @Test(arguments: [Card.Mood.mute, .empty, .stumbling, .suspended, .gone])
    func `is called lost, tried again, and never spun on`(mood: Card.Mood) throws {
        let card = Card(World())
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 5)
        card.mood = mood
        let opened = stage.supply.opened
        let start = (
            steps: stage.steps, beats: stage.watch.beatCount, end: stage.tape.end, time: card.world.now
        )
        stage.run(seconds: 300)
        let seconds = Double(card.world.now - start.time) / 1e9
        #expect(stage.watch.state == .lost)
        #expect(stage.ending == nil)
        #expect(
            mood == .gone || (75...300).contains(stage.supply.opened - opened),
            "opened every one to four seconds")
        #expect(stage.supply.returned >= stage.supply.opened - 1)
        #expect(
            Double(stage.steps - start.steps) <= seconds * 4 * 8_000 / 1_024,
            "\(stage.steps - start.steps) steps")
        #expect(Double(stage.watch.beatCount - start.beats) >= seconds, "it lives")
        let silence = Double(stage.tape.end - start.end) / 8_000
        #expect(abs(silence - seconds) < 0.3, "\(silence) s of silence in \(seconds) s")
        #expect(stage.world.logged.count < 20, "\(stage.world.logged)")
    }

    @Test(arguments: [Card.Mood.mute, .empty, .stumbling])
    func `is silence from the beginning when it is so at the start`(mood: Card.Mood) throws {
        let card = Card(World())
        card.mood = mood
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        let start = card.world.now
        card.turn(mood, seconds: 30)
        stage.run(seconds: 60)
        let expected = Int(Double(card.world.now - start) / 1e9 * 8_000)
        #expect(abs(stage.tape.end - expected) < 2_048)
        #expect(stage.watch.state == .listening)
    }

    @Test(arguments: [1_000.0, 3, 1.2])
    func `that gives more than time passes is called lost, and never spun on`(haste: Double) throws {
        let card = Card(World())
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 5)
        card.haste = haste
        card.mood = .flooding
        let start = (steps: stage.steps, end: stage.tape.end, time: card.world.now)
        var worst = 0.0
        stage.afterStep = { stage in
            let seconds = Double(card.world.now - start.time) / 1e9
            worst = max(worst, Double(stage.tape.end - start.end) / 8_000 - seconds)
        }
        stage.run(seconds: 300)
        let seconds = Double(card.world.now - start.time) / 1e9
        #expect(stage.ending == nil)
        #expect((20...300).contains(stage.supply.returned), "lost \(stage.supply.returned) times")
        #expect(worst < 1.3, "\(worst) s ahead of time")
        #expect(Double(stage.tape.end - start.end) / 8_000 > seconds - 0.3)
        #expect(Double(stage.steps - start.steps) <= seconds * 4 * 8_000 / 1_024)
        #expect(stage.world.logged.count < 20, "\(stage.world.logged)")
    }

    @Test func `that comes and goes fills no log`() throws {
        let card = Card(World())
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        for _ in 0..<100 {
            card.turn(.mute, seconds: 1.2)
            stage.run(seconds: 6)
        }
        #expect(stage.tape.gaps.count >= 100)
        #expect(stage.world.logged.count <= 30, "\(stage.world.logged.count) lines in ten minutes")
    }
}
