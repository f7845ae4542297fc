import Platform

/// How far a verification is: in bytes where all of them are read, else in files.
final class VerificationTally {
    private let bar: ProgressBar
    private var left: ArraySlice<Double>
    private let all: Double
    private var done = 0.0

    init(_ call: Call, isFull: Bool, bytes: [Int]) {
        bar = call.progress("verifying", unit: isFull ? .bytes : .files)
        left = bytes.map { isFull ? Double($0) : 1 }[...]
        all = left.reduce(0, +)
    }

    /// Of the file that is being read.
    func show(share: Double) { bar.show(done: done + share * (left.first ?? 0), of: all) }

    func next() {
        done += left.popFirst() ?? 0
        bar.show(done: done, of: all)
    }

    func end() { bar.end() }
}
