import Audio
import Platform
import TestSupport
import Testing

@testable import Archive

extension Sidecar {
    static var sample: Sidecar {
        var sidecar = Sidecar(
            number: 7, key: "00c0ffee", kind: .session, title: "Köln \"live\" \n 2",
            startMicroseconds: 1_795_291_200_118_000,
            frames: 100_000, format: PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 24),
            pieces: [
                .init(tape: "aaaaaaaa", firstFrame: 480, frames: 60_000, offset: 0),
                .init(tape: "bbbbbbbb", firstFrame: 0, frames: 30_000, offset: 70_000),
            ], assembledMicroseconds: 1_795_291_300_000_000)
        let place = TapePlace(tape: "aaaaaaaa", frame: 480, microseconds: 1_795_291_200_118_000)
        sidecar.session = .init(id: 3, name: nil, start: place, end: place, part: 0, parts: 2)
        sidecar.artist = "Keith Jarrett"
        sidecar.tags = [.init("GENRE", "Jazz"), .init("VINYL", "180 g")]
        sidecar.retentionDays = 30
        sidecar.gaps = [.init(offset: 60_000, frames: 10_000, cause: "restart")]
        var side = Side(letter: "A", frames: 10..<99_000)
        side.idleFloor = [-9_000, 12]
        side.musicDecibels = -23.25
        side.tracks = [.init(frames: 20..<50_000, title: "I"), .init(frames: 50_100..<98_000)]
        side.gaps = [.init(frames: 50_000..<50_100, depthDecibels: 11.5, isTaken: true)]
        sidecar.sides = [side]
        sidecar.events = [
            .init(
                identity: "a", type: "tape.gap", microseconds: 5, tape: "aaaaaaaa", frame: 3,
                details: .object([("seconds", .number(1.5))]))
        ]
        sidecar.loudness = .init(integrated: -17.25, range: 6.5, truePeak: 0.98)
        sidecar.sha256 = "ab"
        return sidecar
    }
}

@Suite struct `sidecars` {
    @Test func `say again what they were told`() throws {
        let sidecar = Sidecar.sample
        let again = try Sidecar(parsing: sidecar.text)
        #expect(again.text == sidecar.text)
        #expect(again.sides == sidecar.sides && again.tags == sidecar.tags && again.pieces == sidecar.pieces)
        #expect(again.session == sidecar.session && again.loudness == sidecar.loudness)
        #expect(again.title == sidecar.title && again.retentionDays == 30 && again.deletedMicroseconds == nil)
    }

    @Test func `keep what others have written into them`() throws {
        var good = String(decoding: Sidecar.sample.text, as: UTF8.self)
        good.replace(
            #""vinyl_recording":1"#, with: #""notes":{"by":"Anna","stars":[5,null]},"vinyl_recording":1"#)
        good.replace(#""events":"#, with: #""colour":"red","events":"#)
        var sidecar = try Sidecar(parsing: Array(good.utf8))
        sidecar.isPermanent = true
        let again = String(decoding: try Sidecar(parsing: sidecar.text).text, as: UTF8.self)
        #expect(again.contains(#""notes":{"by":"Anna","stars":[5,null]},"colour":"red""#), "\(again)")
        #expect(again.contains(#""permanent":true"#) && again.ranges(of: "vinyl_recording").count == 1)
    }

    @Test func `refuse in words what they are not`() {
        func refusal(_ text: String) -> SidecarError? {
            do throws(SidecarError) { _ = try Sidecar(parsing: Array(text.utf8)) } catch { return error }
            return nil
        }
        #expect(refusal("{") == .notJSON(offset: 1))
        #expect(refusal("{}") == .version(nil) && refusal(#"{"vinyl_recording":2}"#) == .version(2))
        let good = String(decoding: Sidecar.sample.text, as: UTF8.self)
        for (from, to, field) in [
            (#""frames":100000"#, #""frames":-1"#, "frames"),
            (#""key":"00c0ffee""#, #""key":"../../etc""#, "key"),
            (#""end":99000"#, #""end":100001"#, "end"),
            (#""start":20,"end":50000"#, #""start":20,"end":19"#, "end"),
            (#""tape":"bbbbbbbb""#, #""tape":"b""#, "tape"),
            (#""permanent":false"#, #""permanent":1"#, "permanent"),
            (#""kind":"session""#, #""kind":"else""#, "kind"),
            (#""GENRE":"Jazz""#, #""GENRE":7"#, "tags"),
            (#""artist":"Keith Jarrett""#, #""artist":[]"#, "artist"),
            (#""album":null"#, #""album":false"#, "album"),
        ] {
            #expect(good.contains(from))
            let parts = good.split(separator: from, maxSplits: 1)
            #expect(refusal(parts[0] + to + parts[1]) == .field(field))
        }
    }

    @Test func `of noise are refused, or can be written again`() {
        var generator = SeededGenerator(seed: 5)
        let good = Sidecar.sample.text
        var read = 0
        for _ in 0..<4_000 {
            guard let sidecar = try? Sidecar(parsing: generator.damaged(good)) else { continue }
            read += 1
            #expect((try? Sidecar(parsing: sidecar.text)) != nil)
            _ = sidecar.place(of: sidecar.frames)
            #expect(sidecar.sides.allSatisfy { $0.frames.upperBound <= sidecar.frames })
        }
        #expect(read > 100)
    }

    @Test func `know which frame is which`() {
        let sidecar = Sidecar.sample
        #expect(sidecar.offset(ofTape: "aaaaaaaa", frame: 480) == 0)
        #expect(sidecar.offset(ofTape: "aaaaaaaa", frame: 60_480) == 60_000)
        #expect(sidecar.offset(ofTape: "bbbbbbbb", frame: 7) == 70_007)
        #expect(sidecar.offset(ofTape: "aaaaaaaa", frame: 479) == nil)
        #expect(sidecar.place(of: 70_007).frame == 7 && sidecar.place(of: 70_007).tape == "bbbbbbbb")
        #expect(sidecar.place(of: 65_000).frame == 60_480)
    }
}

@Suite struct `names of recordings` {
    @Test func `are read as they are written`() {
        let name = RecordingName(startMicroseconds: 1_795_291_200_118_000, key: "00c0ffee")
        #expect(name.path == "2026-11/20261121T200000.118Z-00c0ffee")
        #expect(RecordingName(startMicroseconds: 1_795_291_200_118_999, key: "00c0ffee") == name)
        #expect(RecordingName(startMicroseconds: -1, key: "00c0ffee").startMicroseconds == -1_000)
        for part in RecordingName.Part.allCases {
            #expect(RecordingName(fileName: name.fileName(part)) == name)
            #expect(RecordingName(fileName: name.fileName(part) + ".part") == name)
        }
        for other in [
            "cover.png", name.stem, name.stem + ".mp3", name.stem + ".part", "x" + name.fileName(.sound),
            name.fileName(.sound) + ".part.part",
        ] {
            #expect(RecordingName(fileName: other) == nil, "\(other)")
        }
        #expect(RecordingKey.of("a") == RecordingKey.of("a") && RecordingKey.of("a") != RecordingKey.of("b"))
        #expect(RecordingKey.isValid(RecordingKey.of("session aaaaaaaa 12 0")[...]))
    }
}
