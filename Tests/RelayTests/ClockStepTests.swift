import Archive
import Audio
import Platform
import TestSupport
import Testing

@testable import Relay

/// A wall clock that steps moves no frame; it only changes what is written on the labels.
@Suite struct ClockStepTests {
    struct Step: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let seconds: Int64
        var startsAt: Int64?
    }

    static let steps = [
        Step(testDescription: "1970 at the start, then right", seconds: 1_795_000_000, startsAt: 0),
        Step(testDescription: "a day back", seconds: -86_400),
        Step(testDescription: "an hour on", seconds: 3_600),
        Step(testDescription: "3 s back", seconds: -3), Step(testDescription: "a second on", seconds: 1),
    ]

    @Test(arguments: steps) func `moves no frame and overlaps nothing`(step: Step) throws {
        let card = Card(World(), partsPerMillion: 100)
        card.isWokenLate = true
        let world = card.world
        let folder = try TemporaryFolder()
        if let start = step.startsAt {
            world.wallMicroseconds = start
            world.isSynchronised = false
        }
        var steppedAtFrame = 0
        let stage = Stage(card, folder: folder)
        // In the middle of a segment: the ones before it and after it must be right.
        world.after(seconds: 65) {
            world.wallMicroseconds += step.seconds * 1_000_000
            world.isSynchronised = true
            steppedAtFrame = stage.tape.end
        }
        stage.run(seconds: 130)
        stage.close()
        let shelf = try Shelf(folder)
        #expect(try shelf.check(stage) == 0)
        #expect(stage.tape.gaps.count == 0 && stage.watch.overrunCount == 0)
        #expect(shelf.entries.dropLast().allSatisfy { $0.range.count == 80_000 })
        for entry in shelf.entries {
            let isBefore = entry.range.lowerBound <= steppedAtFrame
            let offset = world.wallMicroseconds - (isBefore ? step.seconds * 1_000_000 : 0)
            let truth = offset + card.moment(ofEndOf: entry.range.lowerBound + first(stage)) / 1_000
            #expect(abs(entry.tags.startMicroseconds - truth) < 60_000, "\(entry.name.finished)")
            #expect(entry.name.startMicroseconds == entry.tags.startMicroseconds / 1_000 * 1_000)
            #expect(entry.path.contains("/" + UTC(microseconds: truth).day + "/"))
            #expect(entry.tags.isClockSynchronised == (step.startsAt == nil || !isBefore))
        }
    }

    @Test func `of many kinds in turn leave the labels within the minute`() throws {
        let card = Card(World())
        let folder = try TemporaryFolder()
        let stage = Stage(card, folder: folder)
        for (index, step) in Self.steps.dropFirst().enumerated() {
            card.world.after(seconds: Double(index) * 40 + 40) {
                card.world.wallMicroseconds += step.seconds * 1_000_000
            }
        }
        stage.run(seconds: 300)
        stage.close()
        let shelf = try Shelf(folder)
        #expect(try shelf.check(stage) == 0)
        #expect(
            shelf.entries.map(\.range.lowerBound) == Array(stride(from: 0, to: stage.tape.end, by: 80_000)))
        #expect(Set(shelf.entries.map(\.name)).count == shelf.entries.count)
    }

    private func first(_ stage: Stage) -> Int { stage.history.runs.first?.cardFrame ?? 0 }
}
