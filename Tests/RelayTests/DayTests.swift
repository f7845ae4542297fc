import Archive
import Audio
import Glibc
import Platform
import TestSupport
import Testing

@testable import Relay

/// A day in the life of a recorder that nothing spares, and what the files say of it in the evening.
@Suite struct DayTests {
    /// Who watches every memory access as well has enough to do with two.
    static let hours = dlsym(nil, "__tsan_init") ?? dlsym(nil, "__asan_init") == nil ? 24.0 : 2

    @Test(arguments: [20_261_121, 42] as [UInt64]) func `closes its ledger exactly after two hundred faults`(
        seed: UInt64
    ) throws {
        let world = World(seed: seed)
        let card = Card(world, partsPerMillion: world.dice.number(-100...100))
        card.isWokenLate = true
        card.countsInPeriods = Bool.random(using: &world.dice)
        let hours = Self.hours / 2
        let disk = FaultyDisk()
        let folder = try TemporaryFolder()
        var stages: [Stage] = []
        var end = world.now
        let pause = hours * 3_600 / 100
        for number in 0..<100 {
            if stages.last.map({ $0.ending != nil }) ?? true {
                stages.last?.close()
                stages.append(
                    Stage(card, disk: disk, folder: folder, id: id(stages.count), segmentSeconds: 60))
            }
            guard let stage = stages.last else { return }
            end += Int64(pause * 1e9)
            let wait = world.dice.number(0...pause / 2)
            world.after(seconds: wait) { [weak stage] in
                stage.map { Self.strike($0, number, longest: min(3_600, pause * 4)) }
            }
            stage.run(seconds: Double(end - world.now) / 1e9)
        }
        stages.last?.run(seconds: 10)
        stages.last?.close()
        var missing = 0
        for (number, stage) in stages.enumerated() {
            missing += try Shelf(folder, tape: id(number)).check(stage)
        }
        #expect(missing > 0 && stages.count > 3)
        let frames = stages.reduce(0) { $0 + $1.tape.end }
        #expect(Double(frames) / 8_000 > hours * 3_600 * 0.99)
    }

    private func id(_ number: Int) -> String { pad(number, 8) }

    /// One fault of a card, a disk or the relay itself.
    private static func strike(_ stage: Stage, _ number: Int, longest: Double) {
        let card = stage.card
        let disk = stage.disk
        let seconds = pow(longest, card.world.dice.number(0...1))
        switch number % 12 {
        case 0, 1: card.overrun(seconds: card.world.dice.number(0.01...0.9))
        case 2: card.lose(seconds: card.world.dice.number(0.001...3))
        case 3: card.turn(.gone, seconds: seconds)
        case 4:
            let moods: [Card.Mood] = [.mute, .empty, .stumbling, .suspended]
            card.turn(moods.randomElement(using: &card.world.dice) ?? .mute, seconds: seconds)
        case 5: card.world.pass(seconds: min(seconds, 9))
        case 6, 7:
            let calls: [FaultyDisk.Call] = [.block, .sync, .create, .rename, .header]
            let call = calls.randomElement(using: &card.world.dice) ?? .block
            disk.once(call, .slow(seconds: min(seconds, 90)))
        case 8: trouble(disk, ENOSPC, [.block, .create], card.world, min(seconds, 1_200))
        case 9: trouble(disk, EROFS, FaultyDisk.changing, card.world, min(seconds, 1_200))
        case 10: disk.once(.block, .half(EIO))
        default: stage.watch.stop()
        }
    }

    /// A disk that ends its trouble before the tape ends: what cannot be finished then is for others to salvage.
    private static func trouble(
        _ disk: FaultyDisk, _ code: Int32, _ calls: Set<FaultyDisk.Call>, _ world: World, _ seconds: Double
    ) {
        disk.break_(code, calls)
        world.after(seconds: seconds) { disk.mend() }
    }
}
