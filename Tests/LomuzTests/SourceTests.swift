import Platform
import TestSupport
import Testing

@testable import Lomuz

@Suite struct `what people say of their music` {
    private func manifest(_ json: String) throws -> SourceManifest {
        try SourceManifest(parsing: Array(json.utf8)) { name in
            (try? Files.read(TimeZoneRules.folder + "/" + name)).flatMap { TimeZoneRules(parsing: $0) }
        }
    }

    private func files(_ paths: String...) throws -> [SourceFile] {
        try paths.map { path in
            SourceFile(
                path: path, sha256: try Fingerprint(of: Array(path.utf8)), bytes: 9, mime: "audio/mpeg",
                milliseconds: 1_000, title: path, artist: "")
        }
    }

    @Test func `dates are those of the shop's clock`() throws {
        let rules = try manifest(
            """
            {"settings": {"tz": "Europe/Berlin"},
             "media": [{"path": "a", "from": "2026-07-01", "until": "2026-12-24T10:30"}, {"path": "b", "from": 77},
                       {"path": "c", "from": "2026-03-29T03:30"}]}
            """
        ).rules
        #expect(rules[0].from == 1_782_856_800 && rules[0].until == 1_798_104_600 && rules[1].from == 77)
        #expect(rules[2].from == 1_774_747_800)
    }

    @Test func `is true of files, folders and everything`() throws {
        let library = SourceLibrary(
            try manifest(
                """
                {"media": [{"path": "/", "artist": "Various"}, {"path": "ads/", "kind": "AD"},
                           {"path": "ads/x.mp3", "id": "x", "title": "X", "emergency": true, "gain_cb": -60}],
                 "playlists": [{"id": "p", "mode": "SEQUENCE", "items": ["b.mp3", "ads/", "b.mp3"]}],
                 "schedules": [{"id": "s", "playlist": "p", "start": "22:00", "end": "02:00:00", "days": [5, 6]}]}
                """), files: try files("b.mp3", "ads/x.mp3", "ads/a.mp3"))
        let state = try library.state()
        let x = try #require(state.assets.first { $0.id == "x" })
        #expect(
            x.kind == .ad && x.isEmergency && x.gainCentibels == -60 && x.title == "X"
                && x.artist == "Various")
        let b = try SourceFile.id(ofPath: "b.mp3")
        #expect(state.playlists.first?.items == [b, try SourceFile.id(ofPath: "ads/a.mp3"), "x", b])
        #expect(state.schedules.first?.days == [5, 6] && state.records.count == 6)
    }

    @Test func `need not be anything`() throws {
        let state = try SourceLibrary(.everything, files: try files("b.mp3", "a/c.mp3")).state()
        #expect(state.playlists.first?.items.count == 2 && state.schedules.count == 1)
        #expect(try SourceLibrary(.everything, files: []).state().playlists.first?.items == [])
    }

    @Test(arguments: [
        (#"{"medias": []}"#, "did you mean media?"),
        (#"{"media": [{"path": "a", "kind": "SONG"}]}"#, "none of MUSIC"),
        (#"{"media": [{"path": "a/", "title": "T"}]}"#, "cannot all have"),
        (#"{"media": [{"path": "a", "from": "2026-02-30"}]}"#, "no date"),
        (#"{"media": [{"path": "a", "from": 9, "until": 8}]}"#, "ends before"),
        (#"{"playlists": [{"id": "a b"}]}"#, "letters, digits"),
        (#"{"schedules": [{"id": "s", "playlist": "p", "start": "25:00"}]}"#, "start is no time"),
        (#"{"settings": {"tz": "../../etc/passwd"}}"#, "tz is no name"),
        (#"{"suspended": 1}"#, "neither true"),
        (#"{"settings": {"crossfade_ms": 99999999}}"#, "out of range"),
    ])
    func `is refused with a reason when it cannot be`(json: String, reason: String) throws {
        let refusal = #expect(throws: Refusal.self) { _ = try manifest(json) }
        #expect("\(try #require(refusal))".contains(reason), "\(String(describing: refusal))")
    }
}

@Suite struct `an MP3 file` {
    private func frames(_ count: Int, header: [UInt8] = [0xFF, 0xFB, 0x90, 0x00], bytes: Int = 417) -> [UInt8]
    {
        let frame = header + [UInt8](repeating: 0, count: bytes - 4)
        return (0..<count).flatMap { _ in frame }
    }

    private func length(_ bytes: [UInt8]) -> Int? {
        MP3Length { offset, count in Array(bytes[min(offset, bytes.count)..<min(offset + count, bytes.count)])
        }?
        .milliseconds
    }

    @Test func `is as long as its frames`() {
        #expect(length(frames(100)) == 2_612)
        #expect(length(frames(2_000)) == 52_244)
        #expect(length(frames(50, header: [0xFF, 0xF3, 0x40, 0xC0], bytes: 104)) == 1_306)
        #expect(length([1, 2, 3] + frames(10) + [9, 9, 9, 9] + frames(10)) == 522)
        #expect(length([UInt8](repeating: 0xFF, count: 200_000)) == nil)
        #expect(length([]) == nil && length(Array("ID3".utf8)) == nil)
    }

    @Test func `says its length in its first frame, and words before it`() {
        var first = frames(1)
        first.replaceSubrange(36..<48, with: Array("Xing".utf8) + [0, 0, 0, 1, 0, 0, 3, 0xE8])
        let title: [UInt8] = [1, 0xFF, 0xFE] + "Así ♫".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let artist: [UInt8] = [0] + [0x42, 0xF6, 0x00]
        func frame(_ name: String, _ body: [UInt8]) -> [UInt8] {
            Array(name.utf8) + [0, 0, 0, UInt8(body.count), 0, 0] + body
        }
        let body = frame("TIT2", title) + frame("TPE1", artist) + [UInt8](repeating: 0, count: 30)
        let tag = Array("ID3".utf8) + [3, 0, 0, 0, 0, 0, UInt8(body.count)] + body
        #expect(length(tag + first + frames(5)) == 26_122)
        let words = ID3Words(tag)
        #expect(words.title == "Así ♫" && words.artist == "Bö")
        #expect(SourceWords.ofFileName("Miles Davis - So What.mp3") == ("So What", "Miles Davis"))
        #expect(SourceWords.ofFileName("intro\u{7}.mp3").title == "intro")
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func `that was damaged has some length or none`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let tag =
            Array("ID3".utf8) + [4, 0, 0, 0, 0, 20] + Array("TIT2".utf8) + [0, 0, 0, 4, 0, 0, 3, 65, 66, 67]
        let bytes = generator.damaged(tag + frames(6))
        _ = length(bytes)
        _ = ID3Words(bytes)
    }
}
