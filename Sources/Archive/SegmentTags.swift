package import Audio
import Platform

/// What a segment says of itself, as Vorbis comments.
package struct SegmentTags: Equatable, Sendable {
    package var tape: String
    package var firstFrame: Int
    package var startMicroseconds: Int64
    package var isClockSynchronised: Bool
    package var device: String
    /// Counted from the segment's first frame, in order.
    package var gaps: [Gap] = []
    /// The frames just before this segment that are on no disk.
    package var holeBefore: Hole?

    package init(
        tape: String, firstFrame: Int, startMicroseconds: Int64, isClockSynchronised: Bool, device: String,
        holeBefore: Hole? = nil
    ) {
        self.tape = tape
        self.firstFrame = firstFrame
        self.startMicroseconds = startMicroseconds
        self.isClockSynchronised = isClockSynchronised
        self.device = device
        self.holeBefore = holeBefore
    }

    /// Room for some 300 gaps. A segment whose gaps need more ends early.
    package static let headerBytes = 8_192

    package var comments: [FLACHeader.Comment] {
        var comments: [FLACHeader.Comment] = [
            .init("VINYL_TAPE", tape), .init("VINYL_FIRST_FRAME", "\(firstFrame)"),
            .init("VINYL_START", "\(startMicroseconds)"),
            .init("VINYL_CLOCK", isClockSynchronised ? "synchronised" : "free"),
            .init("VINYL_DEVICE", device),
        ]
        if !gaps.isEmpty { comments.append(.init("VINYL_GAPS", gaps.map(text).joined(separator: ","))) }
        if let holeBefore {
            comments.append(.init("VINYL_HOLE_BEFORE", "\(holeBefore.frames):\(holeBefore.cause.rawValue)"))
        }
        return comments + [.init("ENCODER", "vinyl-relay \(vinylVersion)")]
    }

    /// Nil when a tag that must be there is missing or means nothing.
    package init?(_ header: FLACHeader) {
        guard let tape = header["VINYL_TAPE"],
            let firstFrame = header["VINYL_FIRST_FRAME"].flatMap({ frames($0[...]) }),
            let start = header["VINYL_START"].flatMap({ Int64($0) }), let clock = header["VINYL_CLOCK"],
            TapeID.isValid(tape[...])
        else { return nil }
        self.init(
            tape: tape, firstFrame: firstFrame, startMicroseconds: start,
            isClockSynchronised: clock == "synchronised", device: header["VINYL_DEVICE"] ?? "")
        if let text = header["VINYL_GAPS"] {
            let parts = text.split(separator: ",")
            gaps = parts.compactMap(Self.gap)
            guard gaps.count == parts.count else { return nil }
        }
        if let text = header["VINYL_HOLE_BEFORE"] {
            guard let hole = Hole(text) else { return nil }
            holeBefore = hole
        }
    }

    /// What its name says, of an unfinished segment whose header a power cut has torn. Its gaps are forgotten: their
    /// silence is still there.
    init?(path: String) {
        guard let name = SegmentName(fileName: String(path.split(separator: "/").last ?? "")) else {
            return nil
        }
        self.init(
            tape: name.tape, firstFrame: name.firstFrame, startMicroseconds: name.startMicroseconds,
            isClockSynchronised: false, device: "")
    }

    private func text(_ gap: Gap) -> String { "\(gap.start)+\(gap.frames):\(gap.cause)" }

    private static func gap(_ text: Substring) -> Gap? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let cause = Gap.Cause.allCases.first(where: { "\($0)" == parts[1] }) else {
            return nil
        }
        let numbers = parts[0].split(separator: "+").compactMap(frames)
        guard numbers.count == 2, numbers[1] > 0 else { return nil }
        return Gap(start: numbers[0], frames: numbers[1], cause: cause)
    }
}

/// As many frames as the fifteen digits of a name can count, so that no sum of two can overflow; nil for more.
private func frames(_ text: Substring) -> Int? {
    text.utf8.count <= 15 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
}

/// Frames of the tape that are on no disk.
package struct Hole: Equatable, Sendable {
    package enum Cause: String, Sendable, CaseIterable {
        /// No room, or less than the floor.
        case room
        /// The folder cannot be written, or is gone.
        case folder
        /// Writing took longer than the tape remembers.
        case slow
    }

    package var frames: Int
    package var cause: Cause

    package init(frames: Int, cause: Cause) {
        self.frames = frames
        self.cause = cause
    }

    init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let frames = Archive.frames(parts[0]), frames > 0,
            let cause = Cause(rawValue: String(parts[1]))
        else { return nil }
        self.init(frames: frames, cause: cause)
    }
}
