package import Audio
package import Platform

/// What lies beside a recording's sound: where it comes from, what is on it, and all that people decided about it. The
/// sound stays as it was assembled; this is written anew.
package struct Sidecar: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case session, side, clip, take
    }

    package var number: Int
    package var key: String
    package var kind: Kind
    /// Nil for one by hand.
    package var session: Session?

    package var title: String
    package var artist: String?
    package var album: String?
    package var tags: [Tag] = []
    package var isPermanent = false
    /// Nil: as the settings say.
    package var retentionDays: Int?

    package var startMicroseconds: Int64
    package var endMicroseconds: Int64
    package var frames: Int
    package var format: PCMFormat
    package var bytes = 0
    /// Of the FLAC file, in hexadecimal digits.
    package var sha256 = ""
    /// Of its sound, likewise.
    package var md5 = ""
    package var pieces: [Piece]
    /// Frames of silence that nobody recorded.
    package var gaps: [Gap] = []
    package var sides: [Side] = []
    package var events: [Event] = []
    package var loudness: Loudness?
    package var device = ""
    package var assembledMicroseconds: Int64
    /// The recording is gone, and was deleted on purpose.
    package var deletedMicroseconds: Int64?
    /// What others have written beside all this: people, and later versions.
    var others: [(key: String, value: JSON)] = []

    package init(
        number: Int, key: String, kind: Kind, title: String, startMicroseconds: Int64, frames: Int,
        format: PCMFormat, pieces: [Piece], assembledMicroseconds: Int64
    ) {
        self.number = number
        self.key = key
        self.kind = kind
        self.title = title
        self.startMicroseconds = startMicroseconds
        endMicroseconds = startMicroseconds + format.nanoseconds(frames: frames) / 1_000
        self.frames = frames
        self.format = format
        self.pieces = pieces
        self.assembledMicroseconds = assembledMicroseconds
    }

    package var name: RecordingName { RecordingName(startMicroseconds: startMicroseconds, key: key) }
    package var seconds: Double { Double(frames) / Double(format.framesPerSecond) }
    package var tracks: [Track] { sides.flatMap(\.tracks) }
}

extension Sidecar {
    package struct Tag: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The session that it is, or is a part of.
    package struct Session: Hashable, Sendable {
        package var id: Int
        package var name: String?
        package var start: TapePlace
        package var end: TapePlace
        /// From 0, of so many.
        package var part: Int
        package var parts: Int

        package init(id: Int, name: String?, start: TapePlace, end: TapePlace, part: Int, parts: Int) {
            self.id = id
            self.name = name
            self.start = start
            self.end = end
            self.part = part
            self.parts = parts
        }
    }

    /// Frames of a tape, and where they stand in the recording.
    package struct Piece: Hashable, Sendable {
        package var tape: String
        package var firstFrame: Int
        package var frames: Int
        package var offset: Int

        package init(tape: String, firstFrame: Int, frames: Int, offset: Int) {
            self.tape = tape
            self.firstFrame = firstFrame
            self.frames = frames
            self.offset = offset
        }

        package var end: Int { offset + frames }
    }

    package struct Gap: Hashable, Sendable {
        package var offset: Int
        package var frames: Int
        package var cause: String

        package init(offset: Int, frames: Int, cause: String) {
            self.offset = offset
            self.frames = frames
            self.cause = cause
        }
    }

    /// Needle down to needle up, in frames of the recording.
    package struct Side: Hashable, Sendable {
        package var letter: String
        package var frames: Range<Int>
        package var isOpen = false
        package var idleFloor: [Int] = []
        package var grooveFloor: [Int] = []
        package var musicDecibels = 0.0
        package var clippedSamples = 0
        package var confidence = 0.0
        package var wantedTracks: Int?
        package var tracks: [Track] = []
        package var gaps: [CandidateGap] = []

        package init(letter: String, frames: Range<Int>) {
            self.letter = letter
            self.frames = frames
        }
    }

    package struct Track: Hashable, Sendable {
        package var frames: Range<Int>
        package var title: String?

        package init(frames: Range<Int>, title: String? = nil) {
            self.frames = frames
            self.title = title
        }
    }

    package struct CandidateGap: Hashable, Sendable {
        package var frames: Range<Int>
        package var depthDecibels: Double
        package var isTaken: Bool

        package init(frames: Range<Int>, depthDecibels: Double, isTaken: Bool) {
            self.frames = frames
            self.depthDecibels = depthDecibels
            self.isTaken = isTaken
        }
    }

    package struct Event: Sendable {
        package var identity: String
        package var type: String
        package var microseconds: Int64
        package var tape: String?
        package var frame: Int?
        package var details: JSON

        package init(
            identity: String, type: String, microseconds: Int64, tape: String?, frame: Int?, details: JSON
        ) {
            self.identity = identity
            self.type = type
            self.microseconds = microseconds
            self.tape = tape
            self.frame = frame
            self.details = details
        }
    }

    package struct Loudness: Hashable, Sendable {
        /// In LUFS; nil where nothing was to be heard.
        package var integrated: Double?
        package var range: Double
        /// As a fraction of full scale.
        package var truePeak: Double

        package init(integrated: Double?, range: Double, truePeak: Double) {
            self.integrated = integrated
            self.range = range
            self.truePeak = truePeak
        }
    }
}
