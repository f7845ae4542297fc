import Archive
import Audio
import TestSupport
import Testing

@testable import Catalogue

extension Sidecar {
    /// A minute and a half of one side, of a session from 20:00 on.
    static func sample(number: Int = 1, key: String = "00c0ffee", session: Int? = nil) -> Sidecar {
        var sidecar = Sidecar(
            number: number, key: key, kind: .session, title: "Kind of Blue", startMicroseconds: evening,
            frames: 90 * 48_000, format: PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16),
            pieces: [.init(tape: "aaaaaaaa", firstFrame: 48_000, frames: 90 * 48_000, offset: 0)],
            assembledMicroseconds: evening + 100_000_000)
        sidecar.session = session.map {
            .init(
                id: $0, name: "Kind of Blue",
                start: .init(tape: "aaaaaaaa", frame: 48_000, microseconds: evening),
                end: .init(tape: "aaaaaaaa", frame: 91 * 48_000, microseconds: evening + 90_000_000), part: 0,
                parts: 1)
        }
        var side = Side(letter: "A", frames: 0..<90 * 48_000)
        side.idleFloor = [-8_000, -7_900]
        side.tracks = [
            .init(frames: 48_000..<40 * 48_000, title: "So \"What\""),
            .init(frames: 42 * 48_000..<89 * 48_000),
        ]
        side.gaps = [.init(frames: 40 * 48_000..<42 * 48_000, depthDecibels: 12.5, isTaken: true)]
        sidecar.sides = [side]
        sidecar.bytes = 5_000_000
        return sidecar
    }
}

@Suite struct `recordings in the catalogue` {
    @Test func `are as their sidecars say, and change with them`() throws {
        try withCatalogue { catalogue throws in
            var sidecar = Sidecar.sample()
            try catalogue.store(sidecar)
            sidecar.title = "Blue"
            sidecar.isPermanent = true
            try catalogue.store(sidecar)
            let row = try #require(try catalogue.recordings().first)
            #expect(try catalogue.recordings().count == 1)
            #expect(row.title == "Blue" && row.isPermanent && row.tracks == 2 && row.sides == 1)
            #expect(row.seconds == 90 && row.name == sidecar.name)
            #expect(try catalogue.nextRecordingNumber() == 2)
            #expect(try catalogue.nextRecordingNumber() == 3)
        }
    }

    @Test func `leave in two steps`() throws {
        try withCatalogue { catalogue throws in
            try catalogue.store(.sample())
            try catalogue.drop(recording: 1)
            #expect(try catalogue.recording(1) != nil)
            #expect(try catalogue.markForDeletion(recording: 1, atMicroseconds: 1))
            #expect(try !catalogue.markForDeletion(recording: 1, atMicroseconds: 2))
            #expect(try catalogue.recordings().isEmpty)
            #expect(try catalogue.recordingsBeingDeleted().map(\.id) == [1])
            try catalogue.drop(recording: 1)
            #expect(try catalogue.recording(1) == nil)
            // Its number is not given to another.
            #expect(try catalogue.nextRecordingNumber() == 2)
        }
    }

    @Test func `bring their sessions back`() throws {
        try withCatalogue { catalogue throws in
            let sidecar = Sidecar.sample(session: 12)
            try catalogue.restore(session: 12, from: [sidecar], atMicroseconds: 1)
            try catalogue.restore(session: 12, from: [sidecar], atMicroseconds: 1)
            let session = try #require(try catalogue.session(12))
            #expect(session.isFinal && session.assembledMicroseconds == sidecar.assembledMicroseconds)
            #expect(session.chapter == nil && session.extent.seconds == 90)
            let side = try #require(try catalogue.sides(ofSession: 12).first)
            #expect(
                side.tracks.map(\.title) == ["So \"What\"", nil] && side.idleFloor.levels == [-8_000, -7_900])
            #expect(side.tracks[1].extent.start.frame == 43 * 48_000 && side.tracks[1].extent.seconds == 47)
            #expect(side.divided(into: 2).tracks.count == 2 && side.divided(into: 1).tracks.count == 1)
        }
    }

    @Test func `takes run until they are ended, once`() throws {
        try withCatalogue { catalogue throws in
            let id = try catalogue.add(
                take: "0badcafe", .take, title: nil,
                from: .init(microseconds: 5, mark: .init(tape: "aaaaaaaa", frame: 7)), to: nil,
                atMicroseconds: 9)
            #expect(try catalogue.takesUndone().first?.start.mark?.frame == 7)
            #expect(try catalogue.end(take: id, at: .init(microseconds: 8)))
            #expect(try !catalogue.end(take: id, at: .init(microseconds: 9)))
            try catalogue.markDone(take: id, recording: 4, atMicroseconds: 10)
            #expect(try catalogue.takesUndone().isEmpty)
            #expect(try catalogue.take(id)?.recording == 4 && catalogue.take(id)?.end?.microseconds == 8)
        }
    }
}
