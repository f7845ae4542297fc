import Platform

/// `2026-11-21/20261121T201402.118Z-7f3a9c21-000000172800000.flac`: when, which tape, from which frame on.
/// The time is a label. Order is tape, then frame.
package struct SegmentName: Equatable, Hashable, Sendable {
    package let startMicroseconds: Int64
    package let tape: String
    package let firstFrame: Int

    package init(startMicroseconds: Int64, tape: String, firstFrame: Int) {
        self.startMicroseconds = startMicroseconds
        self.tape = tape
        self.firstFrame = firstFrame
    }

    package static let finishedSuffix = ".flac"
    package static let unfinishedSuffix = ".flac.part"

    /// The folder of its UTC day, below `segments`.
    package var day: String { UTC(microseconds: startMicroseconds).day }
    package var stem: String {
        "\(UTC(microseconds: startMicroseconds).compact)-\(tape)-\(pad(firstFrame, 15))"
    }
    package var finished: String { stem + Self.finishedSuffix }
    package var unfinished: String { stem + Self.unfinishedSuffix }

    /// Reads the name of a finished or an unfinished segment, without its folder; nil for any other file.
    package init?(fileName: String) {
        let suffixes = [Self.unfinishedSuffix, Self.finishedSuffix]
        guard let suffix = suffixes.first(where: fileName.hasSuffix) else { return nil }
        let parts = fileName.dropLast(suffix.utf8.count).split(
            separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let start = UTC(compact: parts[0]), TapeID.isValid(parts[1]),
            parts[2].utf8.count == 15, parts[2].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let firstFrame = Int(parts[2])
        else { return nil }
        self.init(startMicroseconds: start.microseconds, tape: String(parts[1]), firstFrame: firstFrame)
    }
}

/// Eight hexadecimal digits that no other tape of this machine has.
package enum TapeID {
    package static func random() -> String {
        let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    static func isValid(_ text: Substring) -> Bool {
        text.utf8.count == 8
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
