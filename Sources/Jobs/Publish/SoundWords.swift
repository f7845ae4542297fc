import Audio
import Lomuz
import Platform

/// What a sound file says of itself, or what its name says where it says nothing.
struct SoundWords {
    let milliseconds: Int
    let title: String
    let artist: String

    private static let mostTagBytes = 1 << 20

    /// Nil for what cannot be played.
    init?(_ path: String, name: String) {
        let fileName = name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
        let ofName = SourceWords.ofFileName(fileName)
        let found =
            SourceScan.ending(of: path) == "mp3" ? Self.mp3(path) : Self.lossless(path)
        guard let found else { return nil }
        milliseconds = min(found.milliseconds, Int(Int32.max))
        title = found.title ?? ofName.title
        artist = found.artist ?? ofName.artist ?? ""
    }

    private typealias Found = (milliseconds: Int, title: String?, artist: String?)

    private static func mp3(_ path: String) -> Found? {
        guard let file = try? OpenFile(reading: path),
            let start = try? file.bytes(from: 0, count: 10)
        else { return nil }
        let length = try? MP3Length { offset, count throws(SystemError) in
            try file.bytes(from: offset, count: count)
        }
        guard let length else { return nil }
        let tag = try? file.bytes(from: 0, count: min(ID3Words.byteCount(of: start), mostTagBytes))
        let words = ID3Words(tag ?? [])
        return (length.milliseconds, words.title, words.artist)
    }

    private static func lossless(_ path: String) -> Found? {
        guard let source = try? LosslessSound(path) else { return nil }
        var (title, artist): (String?, String?)
        if let file = try? OpenFile(reading: path),
            let found = FLACMetadata.blocks(ofFile: file.descriptor)
        {
            for comment in found.blocks.compactMap(\.comments).flatMap(\.self) {
                if comment.key.uppercased() == "TITLE" { title = SourceWords.plain(comment.value) }
                if comment.key.uppercased() == "ARTIST" { artist = SourceWords.plain(comment.value) }
            }
        }
        return (source.frames * 1_000 / source.format.framesPerSecond, title, artist)
    }
}
