import Archive
import Audio
import Testing

@testable import Jobs

@Suite struct `a list of tracks` {
    private func lines(_ text: String) throws -> [TrackList.Line] { try TrackList(text, "tracks.txt").lines }

    @Test(arguments: ["\n", "\r\n", "\r", "\n\n \t\n", "\r\n# names\r\n"])
    func `is read with the line ends of every system`(end: String) throws {
        let named = try lines("\u{FEFF}So What\(end)  Blue in Green\(end)")
        #expect(
            named == [.init(seconds: nil, title: "So What"), .init(seconds: nil, title: "Blue in Green")])
        let timed = try lines("0:00 So What\(end)9:22.5\tBlue in Green\(end)1:02:03")
        #expect(
            timed.map(\.seconds) == [0, 562.5, 3_723]
                && timed.map(\.title) == ["So What", "Blue in Green", nil])
    }

    @Test(arguments: [
        "", "\u{FEFF}", "# nothing\r\n", "0:00 One\nTwo", "1:00 One\n1:00 Two", "2:00 One\n1:00 Two",
        "a\u{1B}b", String(repeating: "x", count: 301),
    ])
    func `is refused in words`(text: String) throws {
        #expect(throws: JobError.self) { try lines(text) }
    }

    @Test(arguments: [
        "9999999999999999:00 x", "0:00 a\n99999999999999999999999999:59:59 b",
        "0:00 a\n\(String(repeating: "9", count: 400)):00 b", "0:10 x",
    ])
    func `is refused when the recording is shorter`(text: String) throws {
        let list = try TrackList(text, "tracks.txt")
        var sidecar = Sidecar(
            number: 1, key: "00c0ffee", kind: .clip, title: "x", startMicroseconds: 0, frames: 441_000,
            format: PCMFormat(framesPerSecond: 44_100, channels: 1, bitsPerSample: 16), pieces: [],
            assembledMicroseconds: 0)
        #expect(throws: JobError.failed("the recording is only 10 s long")) { try list.apply(to: &sidecar) }
        #expect(sidecar.sides.isEmpty || sidecar.tracks.isEmpty)
    }

    @Test func `divides sides where its tracks begin`() throws {
        var sidecar = Sidecar(
            number: 1, key: "00c0ffee", kind: .clip, title: "x", startMicroseconds: 0, frames: 1_000,
            format: PCMFormat(framesPerSecond: 10, channels: 1, bitsPerSample: 16), pieces: [],
            assembledMicroseconds: 0)
        sidecar.sides = [.init(letter: "A", frames: 100..<400), .init(letter: "B", frames: 500..<900)]
        try TrackList("0:05 one\n0:20 two\n0:55 three", "tracks.txt").apply(to: &sidecar)
        #expect(sidecar.sides.map { $0.tracks.map(\.frames) } == [[50..<200, 200..<400], [550..<900]])
        #expect(sidecar.tracks.map(\.title) == ["one", "two", "three"])
        try TrackList("eins\nzwei\ndrei", "tracks.txt").apply(to: &sidecar)
        #expect(sidecar.tracks.map(\.title) == ["eins", "zwei", "drei"])
        #expect(throws: JobError.self) { try TrackList("eins", "tracks.txt").apply(to: &sidecar) }
    }
}
