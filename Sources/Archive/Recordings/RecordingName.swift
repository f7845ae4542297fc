import Platform

/// `2026-11/20261121T201402.118Z-7f3a9c21`: when it begins, in UTC, and its key. Every file of a recording has this
/// stem; the time is a label, the key is what it is known by.
package struct RecordingName: Equatable, Hashable, Sendable {
    package let startMicroseconds: Int64
    package let key: String

    /// A name knows milliseconds, and no more.
    package init(startMicroseconds: Int64, key: String) {
        let rest = startMicroseconds % 1_000
        self.startMicroseconds = startMicroseconds - (rest < 0 ? rest + 1_000 : rest)
        self.key = key
    }

    /// The files of one recording, in the order in which they come under their final names.
    package enum Part: String, CaseIterable, Sendable {
        case sound = "flac"
        case sidecar = "json"
        case cueSheet = "cue"
        case cover = "png"
        case waveform = "svg"
    }

    /// The folder of its UTC month, below `recordings`.
    package var month: String { String(UTC(microseconds: startMicroseconds).day.prefix(7)) }
    package var stem: String { UTC(microseconds: startMicroseconds).compact + "-" + key }
    /// Below `recordings`, without an ending.
    package var path: String { month + "/" + stem }

    package func fileName(_ part: Part) -> String { stem + "." + part.rawValue }

    /// Reads the name of any file of a recording, finished or not, without its folder; nil for any other file.
    package init?(fileName: String) {
        let stem = fileName.prefix { $0 != "-" }
        let rest = fileName.dropFirst(stem.count + 1)
        let key = rest.prefix { $0 != "." }
        guard let start = UTC(compact: stem), RecordingKey.isValid(key) else { return nil }
        var ending = rest.dropFirst(key.count + 1)
        if ending.hasSuffix(Files.asideSuffix) { ending = ending.dropLast(Files.asideSuffix.count) }
        guard Part(rawValue: String(ending)) != nil else { return nil }
        self.init(startMicroseconds: start.microseconds, key: String(key))
    }
}

/// Eight hexadecimal digits that no other recording has.
package enum RecordingKey {
    package static func random() -> String { TapeID.random() }

    /// The same for the same words, so that what was begun and never finished is begun again under its old name.
    package static func of(_ words: String) -> String {
        var number: UInt64 = 14_695_981_039_346_656_037
        for byte in words.utf8 { number = (number ^ UInt64(byte)) &* 1_099_511_628_211 }
        let folded = UInt32(truncatingIfNeeded: number ^ number >> 32)
        let digits = String(folded, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    package static func isValid(_ text: Substring) -> Bool { TapeID.isValid(text) }
}

extension Folders {
    package var recordings: String { root + "/recordings" }

    package func folder(of recording: RecordingName) -> String { recordings + "/" + recording.month }

    package func path(of recording: RecordingName, _ part: RecordingName.Part) -> String {
        recordings + "/" + recording.path + "." + part.rawValue
    }
}
