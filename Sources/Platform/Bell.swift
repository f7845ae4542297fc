import CLinux

/// Wakes any number of waiting threads without a lock: whoever rings never waits.
package final class Bell: @unchecked Sendable {
    // Unchecked, because the word is only ever touched through atomic operations.
    private let word: UnsafeMutablePointer<UInt32>

    package init() {
        word = .allocate(capacity: 1)
        word.initialize(to: 0)
    }

    deinit { word.deallocate() }

    package func ring() { linux_change_and_wake(word) }

    /// How often it has rung: take this first, look at what you wait for, then wait with it.
    package var count: UInt32 { linux_load(word) }

    package func wait(since count: UInt32, milliseconds: Int64) {
        linux_wait_for_change(word, count, milliseconds)
    }
}
