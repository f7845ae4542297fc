/// Title and artist, as the beginning of an MP3 file says them (ID3, versions 2.3 and 2.4).
package struct ID3Words: Equatable, Sendable {
    package private(set) var title: String?
    package private(set) var artist: String?

    /// How long the tag is, with its own ten bytes; 0 where there is none.
    package static func byteCount(of start: [UInt8]) -> Int {
        guard start.count >= 10, start.starts(with: "ID3".utf8) else { return 0 }
        return 10 + start[6..<10].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
    }

    /// The tag, or as much of its beginning as one cares to read.
    package init(_ bytes: [UInt8]) {
        let end = min(bytes.count, Self.byteCount(of: bytes))
        guard end > 10, bytes[3] == 3 || bytes[3] == 4 else { return }
        var place = 10
        while place + 10 <= end, bytes[place] != 0 {
            let name = String(decoding: bytes[place..<place + 4], as: UTF8.self)
            let shift = bytes[3] == 4 ? 7 : 8
            let size = bytes[place + 4..<place + 8].reduce(0) { $0 << shift | Int($1) }
            guard size >= 0, size <= end - place - 10 else { return }
            let body = bytes[place + 10..<place + 10 + size]
            if name == "TIT2" { title = Self.text(body) }
            if name == "TPE1" { artist = Self.text(body) }
            place += 10 + size
        }
    }

    private static func text(_ body: ArraySlice<UInt8>) -> String? {
        guard let form = body.first else { return nil }
        let rest = Array(body.dropFirst())
        let text: String
        switch form {
        case 0: text = String(String.UnicodeScalarView(rest.map { Unicode.Scalar($0) }))
        case 1, 2:
            let isLittle = rest.starts(with: [0xFF, 0xFE])
            let words = stride(from: 0, to: rest.count - 1, by: 2).map { index in
                let (low, high) = isLittle ? (rest[index], rest[index + 1]) : (rest[index + 1], rest[index])
                return UInt16(high) << 8 | UInt16(low)
            }
            text = String(decoding: words.filter { $0 != 0xFEFF }, as: UTF16.self)
        case 3: text = String(decoding: rest, as: UTF8.self)
        default: return nil
        }
        return SourceWords.plain(text)
    }
}

/// What people write, made fit for a record.
package enum SourceWords {
    private static let mostBytes = 1_000

    /// The first of several values, without what moves a cursor; nil when nothing is left.
    package static func plain(_ text: String) -> String? {
        let first = text.unicodeScalars.prefix { $0.value != 0 }
        var plain = String(
            String.UnicodeScalarView(
                first.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : $0 }))
        while plain.first == " " { plain.removeFirst() }
        while plain.last == " " || plain.utf8.count > mostBytes { plain.removeLast() }
        return plain.isEmpty ? nil : plain
    }

    /// `Miles Davis - So What.mp3`
    package static func ofFileName(_ name: String) -> (title: String, artist: String?) {
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        guard let dash = stem.firstRange(of: " - "), let artist = plain(String(stem[..<dash.lowerBound])),
            let title = plain(String(stem[dash.upperBound...]))
        else { return (plain(stem) ?? "?", nil) }
        return (title, artist)
    }
}
