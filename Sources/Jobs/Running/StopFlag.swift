import Platform
import Synchronization

/// Whether somebody wants this program to stop. Jobs look at it wherever they can stop cleanly.
package final class StopFlag: Sendable {
    private let isRaised = Atomic<Bool>(false)
    private let nextSignal: @Sendable (_ milliseconds: Int) -> Int32?

    package init(
        nextSignal: @escaping @Sendable (_ milliseconds: Int) -> Int32? = Signals.next(withinMilliseconds:)
    ) {
        self.nextSignal = nextSignal
    }

    package var isSet: Bool { wait(milliseconds: 0) }

    /// Ends the job here when it is wanted.
    package func check() throws(JobError) {
        if isSet { throw .stopped }
    }

    /// Waits for so long, or until it is set; then answers true.
    package func wait(milliseconds: Int) -> Bool {
        if isRaised.load(ordering: .relaxed) { return true }
        guard nextSignal(milliseconds) != nil else { return false }
        isRaised.store(true, ordering: .relaxed)
        return true
    }
}
