import Audio
import Platform
import Testing

@testable import Relay

/// Sources without a clock: what they give is the tape, whenever it comes.
@Suite struct SenderTests {
    @Test(arguments: [CapturePacing.sender, .reader])
    func `has no gaps, however its frames come`(pacing: CapturePacing) {
        let world = World()
        let script: [Sender.Turn] =
            Array(repeating: .block, count: 50) + [.pause(0.4), .block, .pause(9), .block]
            + Array(repeating: .pause(0.5), count: 200) + Array(repeating: .block, count: 500)
        let (tape, watch, ending) = play(world, pacing, script)
        #expect(ending == .ended)
        #expect(tape.gaps.count == 0 && tape.end == 552 * 1_024)
        #expect(watch.frameCount == tape.end && watch.state == .listening)
        var heard = [UInt8](repeating: 0, count: 2_048)
        var truth = heard
        for start in stride(from: tape.oldest / 1_024 * 1_024 + 1_024, to: tape.end, by: 1_024) {
            #expect(tape.read(from: start, frames: 1_024, into: &heard) == .whole)
            Groove.play(frame: start, count: 1_024, into: &truth)
            #expect(heard == truth)
        }
    }

    @Test func `is silence until it is there, and again when it breaks`() {
        let world = World()
        let script: [Sender.Turn] =
            [.block, .pause(0.5)] + Array(repeating: .pause(1), count: 3_600) + [.block, .broken]
        let (tape, watch, ending) = play(
            world, .sender, script, opensAfter: 10, opensAgain: [.block, .block])
        #expect(ending == .ended)
        #expect(watch.state == .listening)
        let seconds = Double(tape.gaps.totalFrames) / 8_000
        #expect(seconds > 10 && seconds < 14, "\(seconds) s of silence")
        #expect(tape.end - tape.gaps.totalFrames == 4 * 1_024)
    }

    private func play(
        _ world: World, _ pacing: CapturePacing, _ script: [Sender.Turn], opensAfter seconds: Double = 0,
        opensAgain second: [Sender.Turn] = []
    ) -> (Tape, CaptureWatch, CaptureLoop.Ending) {
        let tape = Tape(id: "00000001", format: Groove.format)
        let watch = CaptureWatch()
        let supply = SenderSupply(world, pacing, [script, second], after: seconds)
        let loop = CaptureLoop(
            tape: tape, source: supply.poll(), supply: supply, framesPerPeriod: 1_024, clock: world.clock,
            watch: watch,
            log: world.log)
        return (tape, watch, loop.run())
    }
}

/// Gives what a script says.
private final class Sender: CaptureSource {
    enum Turn {
        case block
        case pause(Double)
        case broken
    }

    let format = Groove.format
    let pacing: CapturePacing
    private let world: World
    private var script: ArraySlice<Turn>
    private var frame = 0

    init(_ world: World, _ pacing: CapturePacing, _ script: [Turn]) {
        self.world = world
        self.pacing = pacing
        self.script = script[...]
    }

    func read(into block: inout [UInt8], waitMilliseconds: Int) throws(CaptureError) -> CaptureOutcome {
        switch script.popFirst() {
        case nil: return .end
        case .pause(let seconds):
            world.pass(seconds: seconds)
            return .nothing
        case .broken: throw .cannot(doing: "read", reason: "the pipe broke")
        case .block:
            Groove.play(frame: frame, count: 1_024, into: &block)
            frame += 1_024
            return .frames(1_024, backlog: 0)
        }
    }
}

private final class SenderSupply: SourceSupply, @unchecked Sendable {
    private let world: World
    private let pacing: CapturePacing
    private var scripts: [[Sender.Turn]]
    private var readyAt: Int64

    init(_ world: World, _ pacing: CapturePacing, _ scripts: [[Sender.Turn]], after seconds: Double) {
        self.world = world
        self.pacing = pacing
        self.scripts = scripts
        readyAt = world.now + Int64(seconds * 1e9)
    }

    func poll() -> (any CaptureSource)? {
        guard world.now >= readyAt, !scripts.isEmpty else { return nil }
        return Sender(world, pacing, scripts.removeFirst())
    }

    func keep(_ source: any CaptureSource) {}
    func giveBack(_ source: any CaptureSource) { readyAt = world.now + 1_000_000_000 }
}
