import Archive
import Catalogue
import Platform
import Testing

/// Cases of many hours: the program decides them from what was heard, as it does every minute.
@Suite struct `many hours` {
    @Test func `the device is lost in mid-music for eight hours`() async throws {
        let folder = try JobsFolder()
        var record = try HeardRecord("aaaaaaaa")
        record.idle(seconds: 60)
        record.needleDown()
        record.music(seconds: 300)
        let lostAt = record.seconds
        record.lose(seconds: 8 * 3_600)
        record.idle(seconds: 30)
        record.needleDown()
        record.music(seconds: 300)
        record.runOut()
        record.idle(seconds: 2_400)
        try record.index(in: try folder.catalogue())
        try await folder.segment()
        let sessions = try folder.catalogue().sessions()
        #expect(sessions.count == 2 && sessions.allSatisfy(\.isFinal))
        let end = try #require(sessions.first?.extent.end.microseconds)
        #expect(abs(Double(end - evening) / 1e6 - Double(lostAt)) < 1)
        #expect(try folder.events().count { $0 == "tape.gap" } == 1)
        #expect(try folder.event("tape.gap")?.details["seconds"]?.asNumber == 28_800)
    }

    @Test func `a needle is left down overnight`() async throws {
        let folder = try JobsFolder()
        let relay = try Lock(path: folder.folders.relayLock)
        var record = try HeardRecord("aaaaaaaa")
        record.idle(seconds: 60)
        record.needleDown()
        record.music(seconds: 600)
        record.runOut()
        let musicEnd = record.seconds
        // Looked at every now and then, as a timer does.
        for hours in [0.05, 0.1, 0.4, 1, 6.5] {
            record.locked(seconds: Int(hours * 3_600))
            try record.index(in: try folder.catalogue())
            try await folder.segment()
        }
        let session = try #require(try folder.catalogue().sessions().first)
        #expect(try folder.catalogue().sessions().count == 1 && session.isFinal)
        #expect(Double(session.extent.end.microseconds - evening) / 1e6 < Double(musicEnd) - 10)
        let told = try folder.events()
        #expect(told.count { $0 == "record.still.turning" } == 1, "\(told)")
        #expect(told.count { $0 == "session.ended" } == 1)
        #expect(try folder.event("record.still.turning")?.session == session.id)
        relay.release()
    }

    @Test func `a bar plays for thirty hours`() async throws {
        let folder = try JobsFolder()
        // It listens still, whatever the time is here.
        let relay = try Lock(path: folder.folders.relayLock)
        var record = try HeardRecord("aaaaaaaa")
        record.idle(seconds: 60)
        record.needleDown()
        for hours in [5, 9, 16] {
            record.music(seconds: hours * 3_600)
            try record.index(in: try folder.catalogue())
            try await folder.segment()
        }
        record.runOut()
        record.idle(seconds: 2_400)
        try record.index(in: try folder.catalogue())
        try await folder.segment()
        let sessions = try folder.catalogue().sessions()
        #expect(sessions.count == 3 && sessions.allSatisfy(\.isFinal))
        #expect(sessions.allSatisfy { $0.extent.seconds <= 12 * 3_600 })
        for (left, right) in zip(sessions, sessions.dropFirst()) {
            #expect(left.extent.end == right.extent.start)
        }
        let told = try folder.events()
        #expect(told.count { $0 == "session.started" } == 3 && told.count { $0 == "session.ended" } == 3)
        relay.release()
    }

    @Test func `the relay is switched off while the music plays, and nobody comes back`() async throws {
        let folder = try JobsFolder()
        var record = try HeardRecord("aaaaaaaa")
        record.idle(seconds: 60)
        record.needleDown()
        record.music(seconds: 600)
        let relay = try Lock(path: folder.folders.relayLock)
        // An hour ago by now.
        let start = Double(Clock.system.utcMicroseconds() - evening) / 1e6 - 3_600 - Double(record.seconds)
        try record.index(in: try folder.catalogue(), at: start)
        try await folder.segment()
        #expect(try folder.catalogue().sessions().map(\.isFinal) == [false])
        relay.release()
        try await folder.segment()
        #expect(try folder.catalogue().sessions().map(\.isFinal) == [true])
        #expect(try folder.events().contains("session.ended"))
        let again = try await folder.run(["segment"])
        #expect(again.errors.contains("nothing to do"), "\(again.errors)")
        // It begins again the next day: the night is a hole.
        var next = try HeardRecord("bbbbbbbb")
        next.idle(seconds: 30)
        next.needleDown()
        try next.index(in: try folder.catalogue(), at: start + 90_000)
        try await folder.segment()
        #expect(try folder.catalogue().sessions().count == 2)
        let hole = try #require(try folder.event("tape.hole"))
        #expect(
            hole.details["seconds"]?.asNumber.map { abs($0 - 90_000 + Double(record.seconds)) < 1 } == true)
    }
}
