/// A point on a tape, and when that was by the corrected clock.
package struct TapePlace: Hashable, Sendable {
    package var tape: String
    package var frame: Int
    package var microseconds: Int64

    package init(tape: String, frame: Int, microseconds: Int64) {
        self.tape = tape
        self.frame = frame
        self.microseconds = microseconds
    }
}
