import Audio
import Platform
import Synchronization
import Testing

@testable import Relay

@Suite struct SourceOpenerTests {
    /// The opener waits in real time, so this takes a second of it.
    @Test func `does not hurry when a device opens well and breaks at once`() throws {
        let opened = Atomic<Int>(0)
        let opener = SourceOpener(log: Log { _, _ in }) { () throws(CaptureError) in
            opened.add(1, ordering: .relaxed)
            return Broken()
        }
        let opening = try WorkerThread(name: "opener") { opener.run() }
        let start = Clock.system.monotonicNanoseconds()
        var seconds = 0.0
        while seconds < 1.2 {
            if let source = opener.poll() { opener.giveBack(source) }
            Clock.system.sleep(5_000_000)
            seconds = Double(Clock.system.monotonicNanoseconds() - start) / 1e9
        }
        opener.stop()
        opening.join()
        #expect((1...1 + Int(seconds / 0.5)).contains(opened.load(ordering: .relaxed)))
    }
}

private final class Broken: CaptureSource {
    let format = Groove.format
    let pacing = CapturePacing.clock

    func read(into block: inout [UInt8], waitMilliseconds: Int) throws(CaptureError) -> CaptureOutcome {
        throw .cannot(doing: "read", reason: "it is broken")
    }
}
