import Archive
import Testing

@testable import Catalogue

@Suite struct `times of what was found` {
    /// Seconds after the evening began.
    private func seconds(_ microseconds: Int64?) -> Int { Int(((microseconds ?? 0) - evening) / 1_000_000) }

    @Test func `follow their tape when its time becomes known`() throws {
        try withCatalogue { catalogue throws in
            let past = evening - 365 * 1_440 * minute
            let segments = (0..<3).map {
                Catalogue.SegmentFile.minute($0, toldStart: past + Int64($0) * minute, isSynchronised: false)
            }
            try catalogue.index(segments, atMicroseconds: 1)
            let side = Catalogue.Side.seconds(10..<110)
            let id = try catalogue.store(
                .init(extent: .seconds(15..<105), sides: [side], isFinal: true, chapter: nil),
                atMicroseconds: 1)
            let mark = Catalogue.Chapter.Mark(tape: "aaaaaaaa", frame: 61 * 48_000)
            try catalogue.add(
                .init(identity: "1", type: "side.started", microseconds: 7, mark: mark), atMicroseconds: 1)
            try catalogue.begin(
                .init(cause: "silence", start: .init(tape: "aaaaaaaa", frame: 170 * 48_000, microseconds: 7)),
                atMicroseconds: 1)
            let edge = Catalogue.Edge(microseconds: 7, mark: mark)
            let take = try catalogue.add(
                take: "key", .take, title: nil, from: edge, to: edge, atMicroseconds: 1)

            try catalogue.index([.minute(3, toldStart: evening + 3 * minute)], atMicroseconds: 2)
            let session = try #require(try catalogue.session(id))
            #expect(seconds(session.extent.start.microseconds) == 15)
            #expect(seconds(session.extent.end.microseconds) == 105)
            let found = try #require(try catalogue.sides(ofSession: id).first)
            for (extent, known) in zip(
                [found.extent] + found.tracks.map(\.extent) + found.gaps.map(\.extent),
                [side.extent] + side.tracks.map(\.extent) + side.gaps.map(\.extent))
            {
                #expect(extent.start.microseconds - evening == known.start.microseconds)
                #expect(extent.end.microseconds - evening == known.end.microseconds)
            }
            #expect(seconds(try catalogue.events().first?.event.microseconds) == 61)
            #expect(seconds(try catalogue.openChapter()?.beginning.start?.microseconds) == 170)
            #expect(seconds(try catalogue.take(take)?.start.microseconds) == 61)
            #expect(seconds(try catalogue.take(take)?.end?.microseconds) == 61)
        }
    }

    /// People ask for what is being heard before anything of it is indexed.
    @Test func `of takes follow a tape that is indexed at once`() throws {
        try withCatalogue { catalogue throws in
            func edge(_ seconds: Int, ofTape tape: String = "aaaaaaaa") -> Catalogue.Edge {
                .init(microseconds: 7, mark: .init(tape: tape, frame: seconds * 48_000))
            }
            let take = try catalogue.add(
                take: "key", .take, title: nil, from: edge(61), to: nil, mostSeconds: 600, atMicroseconds: 1)
            let ended = try catalogue.add(
                take: "other", .take, title: nil, from: edge(5, ofTape: "bbbbbbbb"), to: edge(100),
                atMicroseconds: 1)
            try catalogue.index(
                [
                    .minute(0, toldStart: 9, isSynchronised: false),
                    .minute(1, toldStart: evening + minute, isSynchronised: true),
                ], atMicroseconds: 2)
            #expect(seconds(try catalogue.take(take)?.start.microseconds) == 61)
            #expect(seconds(try catalogue.take(ended)?.end?.microseconds) == 100)
            #expect(try catalogue.take(ended)?.start.microseconds == 7)
        }
    }

    @Test func `stay when nothing of the tape moves or is left`() throws {
        try withCatalogue { catalogue throws in
            let id = try catalogue.store(
                .init(extent: .seconds(15..<105), sides: [], isFinal: true, chapter: nil), atMicroseconds: 1)
            let segments = (0..<2).map {
                Catalogue.SegmentFile.minute($0, ofTape: "bbbbbbbb", toldStart: 9, isSynchronised: $0 == 1)
            }
            for segment in segments { try catalogue.index([segment], atMicroseconds: 1) }
            #expect(try catalogue.session(id)?.extent == .seconds(15..<105))
        }
    }
}
