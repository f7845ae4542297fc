import Audio
import Platform
import TestSupport
import Testing

@testable import Relay

/// What ends a tape, and what does not.
@Suite struct EndingTests {
    @Test func `a device with another format ends the tape, which is silence until then`() throws {
        let card = Card(World())
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 5)
        card.turn(.gone, seconds: 4)
        card.format.framesPerSecond = 44_100
        stage.run(seconds: 10)
        #expect(stage.ending == .otherFormat)
        #expect(stage.supply.kept == 1, "the next tape begins with what it gives")
        #expect(stage.supply.returned == stage.supply.opened - 1, "nobody else keeps a source")
        #expect(abs(stage.tape.end - stage.tape.gaps.totalFrames - 40_000) <= 1_024)
    }

    @Test(arguments: [(9.5, nil), (10.2, CaptureLoop.Ending.stalled), (86_400, .stalled)])
    func `a process held up for too long ends the tape`(seconds: Double, ending: CaptureLoop.Ending?) throws {
        let card = Card(World())
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 5)
        card.world.pass(seconds: seconds)
        stage.run(seconds: 5)
        #expect(stage.ending == ending)
    }

    @Test func `stopping ends the tape at the next look, with or without a device`() throws {
        for mood in [Card.Mood.good, .mute, .gone] {
            let card = Card(World())
            card.mood = mood
            let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
            stage.run(seconds: 5)
            stage.watch.stop()
            stage.run(seconds: 1)
            #expect(stage.ending == .stopped)
        }
    }
}
