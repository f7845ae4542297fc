import Audio
import TestSupport
import Testing

@testable import Relay

/// The rate of a card's clock, as it is published.
@Suite struct CardRateTests {
    @Test(arguments: [-100.0, -3, 0, 100, 350], [false, true])
    func `is within 2 ppm after ten minutes, and stays there`(truth: Double, countsInPeriods: Bool) throws {
        let card = Card(World(seed: 7), partsPerMillion: truth)
        card.isWokenLate = true
        card.countsInPeriods = countsInPeriods
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 600)
        var worst = error(stage, truth)
        stage.afterStep = { worst = max(worst, error($0, truth)) }
        stage.run(seconds: 300)
        for _ in 0..<5 {
            card.turn(.gone, seconds: 3)
            stage.run(seconds: 33)
            card.overrun(seconds: 0.3)
            stage.run(seconds: 40)
        }
        card.turn(.gone, seconds: 600)
        stage.run(hours: 2)
        #expect(worst < 2, "\(worst) ppm")
    }

    @Test func `is not published before there is something to say`() throws {
        let card = Card(World(), partsPerMillion: 100)
        let stage = try Stage(card, folder: TemporaryFolder(), segmentSeconds: nil)
        stage.run(seconds: 20)
        #expect(stage.tape.anchors.partsPerMillion == nil)
        stage.run(seconds: 60)
        #expect(stage.tape.anchors.partsPerMillion != nil)
    }

    private func error(_ stage: Stage, _ truth: Double) -> Double {
        stage.tape.anchors.partsPerMillion.map { abs($0 - truth) } ?? .infinity
    }
}
