import Archive
import Audio
import Catalogue
import Platform
import TestSupport
import Testing

/// What happens to a session when the tape does not go on as it should. Real sound, decoded and decided by the program.
@Suite struct `an evening with trouble` {
    private let settings = ["SESSION_GAP_SECONDS": "600", "TRACK_MINIMUM_SECONDS": "10"]
    /// One side of two tracks, and quiet after it.
    private let options = "lead=10,side=120,tracks=2,sides=1,locked=6,rest=3000,seed=3"

    @Test func `the device is lost in mid-music for five minutes`() async throws {
        let folder = try JobsFolder()
        var playing = try Playing(options)
        let writer = TapeWriter("aaaaaaaa", in: folder.path)
        try writer.append(playing.play(seconds: 40.25))
        try writer.lose(seconds: 300)
        try writer.append(playing.play(seconds: 140))
        try writer.finish()
        try await folder.segment(settings)
        let catalogue = try folder.catalogue()
        let session = try #require(try catalogue.sessions().first)
        #expect(try catalogue.sessions().count == 1)
        let sides = try catalogue.sides(ofSession: session.id)
        // The needle was down all the time, as far as anybody knows, but nothing was heard.
        #expect(sides.count == 2)
        let tracks = sides.flatMap(\.tracks).map(\.extent.seconds)
        #expect(tracks.allSatisfy { $0 < 130 } && tracks.reduce(0, +) < 130, "\(tracks)")
        let truth = playing.truth.sessions[0]
        #expect(abs(session.extent.seconds - (truth.upperBound - truth.lowerBound + 300)) < 0.3)
        let gap = try #require(try folder.event("tape.gap"))
        #expect(gap.details["seconds"]?.asNumber == 300 && gap.details["cause"]?.asText == "lost")
        #expect(try folder.events().count { $0 == "tape.gap" } == 1)
    }

    @Test func `the relay is restarted in mid-side`() async throws {
        let folder = try JobsFolder()
        var playing = try Playing(options)
        // While somebody records, an evening is not over because it is late.
        let recorder = try Lock(path: folder.folders.relayLock)
        let first = TapeWriter("ffffffff", in: folder.path)
        try first.append(playing.play(seconds: 50))
        try first.finish()
        try await folder.segment(settings)
        _ = playing.play(seconds: 4)
        let second = TapeWriter("11111111", in: folder.path, at: 54)
        try second.append(playing.play(seconds: 130))
        try second.finish()
        recorder.release()
        try await folder.segment(settings)
        let sessions = try folder.catalogue().sessions()
        #expect(sessions.count == 1)
        let extent = try #require(sessions.first?.extent)
        #expect(extent.start.tape == "ffffffff" && extent.end.tape == "11111111")
        let truth = playing.truth.sessions[0]
        #expect(abs(extent.seconds - (truth.upperBound - truth.lowerBound)) < 0.3)
        let hole = try #require(try folder.event("tape.hole"))
        #expect(hole.details["seconds"]?.asNumber.map { abs($0 - 4) < 0.001 } == true)
        #expect(hole.details["cause"]?.asText == "restart")
        #expect(try folder.events().count { $0 == "session.started" } == 1)
    }

    @Test func `the machine reboots, and its clock is wrong at first`() async throws {
        let folder = try JobsFolder()
        var playing = try Playing(options)
        // While somebody records, an evening is not over because it is late.
        let recorder = try Lock(path: folder.folders.relayLock)
        let first = TapeWriter("ffffffff", in: folder.path)
        try first.append(playing.play(seconds: 50))
        try first.finish()
        try await folder.segment(settings)
        _ = playing.play(seconds: 20)
        // Months early until the network has told the time, half a minute later.
        let second = TapeWriter("11111111", in: folder.path) { seconds in
            let right = evening + Int64((70 + seconds) * 1_000_000)
            return seconds < 30 ? (right - 9_000_000_000_000, false) : (right, true)
        }
        try second.append(playing.play(seconds: 20))
        try await folder.segment(settings)
        try second.append(playing.play(seconds: 100))
        try second.finish()
        recorder.release()
        try await folder.segment(settings)
        let sessions = try folder.catalogue().sessions()
        #expect(sessions.count == 1)
        let truth = playing.truth.sessions[0]
        let extent = try #require(sessions.first?.extent)
        #expect(abs(extent.seconds - (truth.upperBound - truth.lowerBound)) < 0.3)
        #expect(abs(Double(extent.end.microseconds - evening) / 1e6 - truth.upperBound) < 0.3)
    }

    @Test func `a machine without a clock boots again and again in the same year`() async throws {
        let folder = try JobsFolder()
        for (number, tape) in ["cccccccc", "bbbbbbbb", "aaaaaaaa"].enumerated() {
            var playing = try Playing("lead=10,side=40,tracks=1,sides=1,locked=6,rest=900,seed=\(number)")
            // Always a little earlier than the last time.
            let writer = TapeWriter(tape, in: folder.path) { seconds in
                (Int64((100 - Double(number) + seconds) * 1_000_000), false)
            }
            try writer.append(playing.play(seconds: 100))
            try writer.finish()
            try await folder.segment(["SESSION_GAP_SECONDS": "30", "TRACK_MINIMUM_SECONDS": "10"])
        }
        let sessions = try folder.catalogue().sessions()
        #expect(sessions.map(\.extent.start.tape) == ["cccccccc", "bbbbbbbb", "aaaaaaaa"])
    }
}
