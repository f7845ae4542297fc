import Archive
import Catalogue
import Foundation
import Platform
import Testing

@Suite struct `vinyl-jobs sessions` {
    /// Two sessions on two days, the second one still going on.
    private func folder() throws -> JobsFolder {
        let folder = try JobsFolder()
        let catalogue = try folder.catalogue()
        try catalogue.store(finding(from: 0, isFinal: true), atMicroseconds: 1)
        try catalogue.store(finding(from: 90_000, isFinal: false), atMicroseconds: 1)
        return folder
    }

    /// Side A of 400 s with tracks from 5 s and 82 s, then a shorter one.
    private func finding(from start: Int, isFinal: Bool) -> Catalogue.Finding {
        func extent(_ range: Range<Int>) -> Catalogue.Extent {
            func place(_ second: Int) -> TapePlace {
                TapePlace(
                    tape: "aaaaaaaa", frame: (start + second) * 48_000,
                    microseconds: evening + Int64(start + second) * 1_000_000)
            }
            return Catalogue.Extent(
                start: place(range.lowerBound), end: place(range.upperBound),
                ticks: 10 * range.lowerBound..<10 * range.upperBound)
        }
        func side(_ range: Range<Int>, _ tracks: [Range<Int>], _ gaps: [(Range<Int>, Double, Bool)])
            -> Catalogue.Side
        {
            Catalogue.Side(
                extent: extent(range), isOpen: false, tracks: tracks.map { .init(extent: extent($0)) },
                gaps: gaps.map { .init(extent: extent($0.0), depthDecibels: $0.1, isTaken: $0.2) },
                idleFloor: .init(levels: [-9_000]), grooveFloor: .init(levels: [-7_000]), musicDecibels: -45,
                clippedSamples: 7, confidence: 0.9)
        }
        return Catalogue.Finding(
            extent: extent(5..<700),
            sides: [
                side(
                    0..<400, [5..<80, 82..<395],
                    [(80..<82, 20, true), (160..<162, 9, false), (240..<242, 15, false)]),
                side(500..<705, [505..<700], []),
            ], isFinal: isFinal, chapter: nil)
    }

    private func object(_ run: Program) throws -> [String: Any] {
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    @Test func `lists them by date`() async throws {
        let folder = try folder()
        let run = try await folder.run(["sessions"])
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(run.status == 0 && lines.count == 3, "\(run.errors)")
        #expect(lines[1] == " 1  2026-11-21 20:00:05  11 min 35 s      2       3  over")
        #expect(lines[2] == " 2  2026-11-22 21:00:05  11 min 35 s      2       3  open")
        #expect(try await folder.run(["sessions", "list"]).output == run.output)
        for (words, ids) in [
            (["--date", "2026-11-22"], [2]), (["--since", "2026-11-21 20:05"], [1, 2]),
            (["--since", "2026-11-21 21:05"], [2]), (["--until", "2026-11-22"], [1]),
            (["--date", "2026-11-20"], []),
            ([], [1, 2]),
        ] {
            let sessions = try object(try await folder.run(["sessions", "--json"] + words))["sessions"]
            #expect((sessions as? [[String: Any]])?.compactMap { $0["id"] as? Int } == ids, "\(words)")
        }
        let csv = try await folder.run(["sessions", "--csv"])
        #expect(csv.output.contains("\n1,,2026-11-21T20:00:05.000Z,2026-11-21T20:11:40.000Z,695.0,yes,2,3\n"))
        #expect(
            try await folder.run(["sessions"], ["TZ": "Asia/Tokyo"]).output.contains("2026-11-22 05:00:05"))
        #expect(try await JobsFolder().run(["sessions"]).output == "no sessions yet\n")
    }

    @Test func `draws one`() async throws {
        let folder = try folder()
        let run = try await folder.run(["sessions", "show", "1"])
        #expect(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0] == "session 1, without a name")
        #expect(lines[1] == "2026-11-21 20:00:05 to 2026-11-21 20:11:40: 11 min 35 s, 2 sides, 3 tracks")
        #expect(lines[3] == "A  6 min 40 s, music 25 dB over the groove, 90 % sure, 7 samples clipped")
        // 76 columns of 5.3 s each: what was found, and two more places.
        let tracks = "   1━━━━━━━━━━━━━━2━━━━━━━━━━━━━━|━━━━━━━━━━━━━━|━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━"
        #expect(lines[4] == tracks)
        #expect(run.output.contains("needle up for 1 min 40 s"))
        #expect(lines.allSatisfy { $0.count <= 80 })
        let json = try object(try await folder.run(["sessions", "show", "1", "--json"]))
        let sides = try #require(json["sides"] as? [[String: Any]])
        #expect(sides.map { $0["side"] as? String } == ["A", "B"])
        #expect((sides[0]["tracks"] as? [[String: Any]])?.map { $0["seconds"] as? Double } == [75, 313])
        #expect((sides[0]["gaps"] as? [[String: Any]])?.map { $0["taken"] as? Bool } == [true, false, false])
        #expect(sides[0]["groove_db"] as? Double == -70 && sides[0]["clipped_samples"] as? Int == 7)
        let csv = try await folder.run(["sessions", "show", "1", "--csv"])
        #expect(csv.output.split(separator: "\n").count == 4)
        #expect(csv.output.contains("\n1,B,1,,2026-11-21T20:08:25.000Z,2026-11-21T20:11:40.000Z,195.0\n"))
    }

    @Test func `draws how loud it was while its segments are there`() async throws {
        let folder = try JobsFolder()
        var playing = try Playing("lead=8,side=40,tracks=1,sides=1,idle=8,rest=60")
        let writer = TapeWriter("aaaaaaaa", in: folder.path)
        try writer.append(playing.play(seconds: 90))
        try writer.finish()
        let settings = ["SESSION_GAP_SECONDS": "30"]
        #expect(try await folder.run(["segment"], settings).status == 0)
        let lines = try await folder.run(["sessions", "show", "1"]).output.split(separator: "\n")
        let levels = try #require(lines.first { $0.contains("█") })
        #expect(levels.count == 79 && !levels.contains("?"))
        // The groove before the music and behind it is at the bottom.
        #expect(levels.dropFirst(3).first == " " && levels.last == " ")
        #expect(try await folder.run(["sessions", "show", "1"], ["NO_COLOR": "1"]).status == 0)
    }

    @Test func `keeps the name and the number of tracks while the session is found again`() async throws {
        let folder = try folder()
        let named = try await folder.run(["sessions", "name", "2", "Miles Davis - Kind of Blue"])
        #expect(named.status == 0 && named.errors.contains("sessions done"), "\(named.errors)")
        let counted = try await folder.run(["sessions", "tracks", "2", "--side", "a", "--count", "3"])
        #expect(counted.status == 0, "\(counted.errors)")
        for isFinal in [false, true] {
            try folder.catalogue().store(finding(from: 90_000, isFinal: isFinal), as: 2, atMicroseconds: 3)
            let json = try object(try await folder.run(["sessions", "show", "2", "--json"]))
            #expect(json["name"] as? String == "Miles Davis - Kind of Blue")
            #expect(json["final"] as? Bool == isFinal)
            let side = try #require((json["sides"] as? [[String: Any]])?.first)
            #expect((side["tracks"] as? [[String: Any]])?.map { $0["seconds"] as? Double } == [75, 158, 153])
            #expect(side["wanted_tracks"] as? Int == 3)
        }
        #expect(try await folder.run(["sessions", "tracks", "2", "--side", "A"]).status == 0)
        #expect(try folder.catalogue().sides(ofSession: 2)[0].tracks.count == 2)
        #expect(try await folder.run(["sessions", "name", "2", ""]).status == 0)
        #expect(try folder.catalogue().session(2)?.name == nil)
        #expect(try await folder.run(["status"]).output.contains("sessions"))
    }

    @Test func `changes nothing when it is dry, or already so`() async throws {
        let folder = try folder()
        let dry = try await folder.run(["sessions", "name", "1", "X", "--dry-run"])
        #expect(dry.status == 0 && dry.output == "would call session 1 X, not without a name\n")
        let count = try await folder.run([
            "sessions", "tracks", "1", "--side", "A", "--count", "1", "--dry-run",
        ])
        #expect(count.status == 0 && count.output == "would make 1 track of side A\n")
        #expect(try folder.catalogue().session(1)?.name == nil)
        #expect(try folder.catalogue().sides(ofSession: 1)[0].tracks.count == 2)
        #expect(try await folder.run(["sessions", "tracks", "1", "--side", "A"]).status == 0)
        #expect(try folder.catalogue().lastJobRuns().isEmpty)
    }

    @Test(arguments: [
        (["show", "9"], 1, "there is no session 9; vinyl-jobs sessions lists them"),
        (["show", "nine"], 64, #"ID is "nine", but may be: 1 to 999999999"#),
        (["show"], 64, "sessions show needs ID"),
        (["shows", "1"], 64, "there is no command sessions shows; did you mean sessions show?"),
        (["name", "9", "x"], 1, "there is no session 9"),
        (["name", "1", "two\nlines"], 1, "a name is one line of at most 200 characters"),
        (["tracks", "1", "--count", "2"], 1, "say which side: session 1 has A to B"),
        (["tracks", "1", "--side", "C", "--count", "2"], 1, "session 1 has sides A to B, not C"),
        (["tracks", "1", "--side", "A", "--count", "0"], 64, #"--count is "0", but may be: 1 to 99"#),
    ])
    func `says what is wrong`(words: [String], status: Int32, says: String) async throws {
        let run = try await folder().run(["sessions"] + words)
        #expect(run.status == status)
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    @Test func `says when there are not so many places`() async throws {
        let folder = try folder()
        let run = try await folder.run(["sessions", "tracks", "1", "--side", "A", "--count", "9"])
        #expect(run.status == 0)
        #expect(run.output == "there is no place on side A for more than 4 tracks\n")
    }
}
