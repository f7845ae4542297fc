import Archive
import Audio
import Platform
import TestSupport
import Testing

@testable import Relay

/// One tape of the relay between a card and a disk that do as they are told, all of it in one thread: after every
/// step of capture the writer does what it can. While a call of the disk takes its time, capture goes on.
final class Stage: @unchecked Sendable {
    let world: World
    let card: Card
    let disk: FaultyDisk
    let supply: CardSupply
    let folder: TemporaryFolder
    let tape: Tape
    let watch = CaptureWatch()
    let board = WriterBoard()
    private let loop: CaptureLoop
    private let writer: SegmentWriter?
    private(set) var history = History()
    private(set) var ending: CaptureLoop.Ending?
    private(set) var steps = 0
    private var isWriterBusy = false
    private var stepsInNoTime = 0
    private var lastStepAt: Int64 = 0
    /// Asked after every step of capture.
    var afterStep: (Stage) -> Void = { _ in }

    init(
        _ card: Card, disk: FaultyDisk = FaultyDisk(), folder: TemporaryFolder, id: String = "00000001",
        segmentSeconds: Int? = 10, floorBytes: Int = 1_000_000
    ) {
        world = card.world
        self.card = card
        self.disk = disk
        self.folder = folder
        supply = CardSupply(card)
        tape = Tape(id: id, format: card.format)
        loop = CaptureLoop(
            tape: tape, source: supply.poll(), supply: supply, framesPerPeriod: card.framesPerPeriod,
            clock: world.clock, watch: watch, log: world.log)
        let plan = segmentSeconds.map {
            SegmentWriter.Plan(
                folders: Folders(root: folder.path), segmentSeconds: $0, floorBytes: floorBytes,
                device: "a card")
        }
        writer = plan.map { [tape, board, world] in
            SegmentWriter(
                tape: tape, plan: $0, disk: disk.disk, clock: world.clock, board: board, log: world.log)
        }
        disk.wait = { [unowned self] seconds in capture(seconds: seconds) }
    }

    func run(seconds: Double) {
        let end = world.now + Int64(seconds * 1e9)
        while world.now < end, ending == nil { step() }
    }

    func run(hours: Double) { run(seconds: hours * 3_600) }

    /// Ends the tape as the relay does when it is told to stop.
    func close() {
        watch.stop()
        ending = ending ?? loop.step()
        tape.close()
        guard let writer else { return }
        isWriterBusy = true
        var left = 2_000
        while writer.step() != .done, left > 0 { left -= 1 }
        #expect(left > 0, "the writer does not come to an end")
        isWriterBusy = false
    }

    private func capture(seconds: Double) {
        let end = world.now + Int64(seconds * 1e9)
        guard !watch.isStopping else { return world.pass(seconds: seconds) }
        while world.now < end, ending == nil { step() }
    }

    private func step() {
        world.doWhatIsDue()
        let surplus = watch.surplusFrames
        card.given = (0, 0)
        steps += 1
        ending = loop.step()
        note(surplus: watch.surplusFrames - surplus)
        noteTime()
        afterStep(self)
        guard let writer, !isWriterBusy else { return }
        isWriterBusy = true
        while writer.step() == .worked {}
        isWriterBusy = false
    }

    private func noteTime() {
        stepsInNoTime = world.now == lastStepAt ? stepsInNoTime + 1 : 0
        lastStepAt = world.now
        guard stepsInNoTime > 100 else { return }
        Issue.record("capture spins")
        ending = .stalled
    }

    /// What the tape took is what the card gave, at every step.
    private func note(surplus: Int) {
        let range = history.end..<tape.end
        let gaps = range.isEmpty ? [] : tape.gaps.gaps(within: range)
        let gapFrames = gaps.reduce(0) { $0 + $1.frames }
        if range.count - gapFrames != card.given.count - surplus {
            Issue.record("\(range) with gaps \(gaps) is not \(card.given), of which \(surplus) are surplus")
        }
        history.note(upTo: tape.end, gaps: gaps, given: card.given, surplus: surplus)
    }
}
