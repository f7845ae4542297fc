import Audio
import Platform
import TestSupport
import Testing

@testable import Relay

/// The tape counts frames as a clock counts seconds: whatever the device does, by now there are as many as there must
/// be, give or take a period.
@Suite struct FrameCountTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let seconds: Double
        let strike: @Sendable (Card) -> Void

        static func turn(_ mood: Card.Mood, _ seconds: Double) -> Fault {
            Fault(testDescription: "\(mood) for \(seconds) s", seconds: seconds) {
                $0.turn(mood, seconds: seconds)
            }
        }

        static let all: [Fault] = [
            .turn(.gone, 0.3), .turn(.gone, 2), .turn(.gone, 60), .turn(.gone, 3_600),
            .turn(.mute, 0.7), .turn(.mute, 5), .turn(.empty, 0.7), .turn(.empty, 5), .turn(.stumbling, 0.2),
            .turn(.stumbling, 5), .turn(.suspended, 0.5), .turn(.suspended, 20),
            Fault(testDescription: "overrun", seconds: 0.2) { $0.overrun(seconds: 0.2) },
            Fault(testDescription: "long overrun", seconds: 0.9) { $0.overrun(seconds: 0.9) },
            Fault(testDescription: "0.2 s lost without a word", seconds: 0.2) { $0.lose(seconds: 0.2) },
            Fault(testDescription: "3 s lost without a word", seconds: 3) { $0.lose(seconds: 3) },
            Fault(testDescription: "process held up for 0.4 s", seconds: 0.4) { $0.world.pass(seconds: 0.4) },
            Fault(testDescription: "process held up for 9 s", seconds: 9) { $0.world.pass(seconds: 9) },
            .turn(.flooding, 5),
            Fault(testDescription: "flooding half as fast again", seconds: 20) {
                $0.haste = 1.5
                $0.turn(.flooding, seconds: 20)
            },
        ]
    }

    @Test(arguments: [-100.0, 0, 100], [false, true])
    func `stays within a period of the clock after any loss`(partsPerMillion: Double, countsInPeriods: Bool)
        throws
    {
        let card = makeCard(partsPerMillion, countsInPeriods)
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 600)
        for fault in Fault.all {
            let gaps = stage.tape.gaps.count
            card.world.after(seconds: 0.01) { fault.strike(card) }
            stage.run(seconds: fault.seconds + 10)
            let error = Self.error(stage)
            #expect(abs(error) <= card.framesPerPeriod, "\(fault.testDescription): \(error) frames")
            #expect(stage.watch.state == .listening, "\(fault.testDescription)")
            if fault.seconds > 0.5 && !fault.testDescription.contains("flooding")
                || fault.testDescription.contains("lost")
            {
                #expect(stage.tape.gaps.count > gaps, "\(fault.testDescription)")
            }
        }
        #expect(stage.ending == nil)
    }

    @Test(arguments: [-100.0, 100], Array(Fault.all[1...2]) + Fault.all[12...14])
    func `gathers no error over a hundred losses`(partsPerMillion: Double, fault: Fault) throws {
        let card = makeCard(partsPerMillion, true)
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 600)
        var worst = 0
        for _ in 0..<100 {
            card.world.after(seconds: 0.01) { fault.strike(card) }
            stage.run(seconds: fault.seconds + card.world.dice.number(4...8))
            worst = max(worst, abs(Self.error(stage)))
        }
        #expect(stage.tape.gaps.count >= 100)
        #expect(worst <= card.framesPerPeriod, "\(worst) frames")
    }

    @Test func `silence keeps pace while the device is away`() throws {
        let card = makeCard(100, true)
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 600)
        card.mood = .gone
        stage.run(seconds: 2)
        var worst = 0
        stage.afterStep = { [unowned card] stage in
            worst = max(worst, abs(stage.tape.end + Self.first(stage) - card.frame(at: card.world.now)))
        }
        stage.run(seconds: 600)
        #expect(worst <= card.framesPerPeriod * 3 / 2, "\(worst) frames")
    }

    @Test func `a tape that begins without a device begins with silence`() throws {
        let card = makeCard(0, false)
        card.mood = .gone
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        card.world.after(seconds: 10) { card.mood = .good }
        let start = card.world.now
        stage.run(seconds: 20)
        let expected = Int(Double(card.world.now - start) / 1e9 * 8_000)
        #expect(abs(stage.tape.end - expected) <= card.framesPerPeriod)
        #expect(stage.history.gaps.count == 1 && stage.history.gaps.first?.start == 0)
        #expect(stage.watch.state == .listening)
    }

    private func makeCard(_ partsPerMillion: Double, _ countsInPeriods: Bool) -> Card {
        let card = Card(World(), partsPerMillion: partsPerMillion, framesPerPeriod: 512)
        card.isWokenLate = true
        card.countsInPeriods = countsInPeriods
        return card
    }

    private static func first(_ stage: Stage) -> Int { stage.history.runs.first?.cardFrame ?? 0 }

    /// How far the tape's count is from the card's, which never missed anything.
    private static func error(_ stage: Stage) -> Int {
        stage.tape.end + first(stage) - (stage.card.open?.next ?? 0)
    }
}
