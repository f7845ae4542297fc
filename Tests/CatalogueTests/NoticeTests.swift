import Archive
import TestSupport
import Testing

@testable import Catalogue

@Suite struct `notices` {
    @Test func `are one for each fact, until it is over`() throws {
        try withCatalogue { catalogue throws in
            func add(_ now: Int64) throws -> Bool {
                try catalogue.addNotice(
                    "recording.expiring", about: "00c0ffee", text: "goes",
                    atMicroseconds: now)
            }
            #expect(try add(1))
            #expect(try !add(2))
            #expect(try catalogue.noticesToTell().map(\.key) == ["recording.expiring 00c0ffee 1"])
            try catalogue.markTold(notice: 1, atMicroseconds: 3, elapsedMicroseconds: 4)
            try catalogue.markTold(notice: 1, atMicroseconds: 8, elapsedMicroseconds: 9)
            let told = try #require(try catalogue.noticesHolding("recording.expiring").first?.told)
            #expect(told.microseconds == 3 && told.elapsedMicroseconds == 4)
            #expect(try catalogue.endNotice("recording.expiring", about: "00c0ffee", atMicroseconds: 5))
            #expect(try !catalogue.endNotice("recording.expiring", about: "00c0ffee", atMicroseconds: 6))
            // The same again is another fact.
            #expect(try add(7))
            #expect(try catalogue.notices(most: 9).map(\.endMicroseconds) == [5, nil])
            #expect(try catalogue.notices(most: 1).map(\.key) == ["recording.expiring 00c0ffee 7"])
        }
    }

    @Test func `and what else is old is forgotten, but for what still counts`() throws {
        try withCatalogue { catalogue throws in
            for _ in 1...2 {
                try catalogue.addPassingNotice(
                    "recording.kept", about: "aaaaaaaa", fact: "1", text: "stays", atMicroseconds: 1)
            }
            try catalogue.addNotice(
                "recording.expiring", about: "bbbbbbbb", text: "goes", atMicroseconds: 1)
            try catalogue.addPassingNotice(
                "recording.kept", about: "cccccccc", fact: "1", text: "stays", atMicroseconds: 1)
            for notice in try catalogue.noticesToTell().prefix(2) {
                try catalogue.markTold(notice: notice.id, atMicroseconds: 2, elapsedMicroseconds: 2)
            }
            for (name, time) in [("a", Int64(1)), ("b", 99)] {
                try catalogue.add(
                    .init(identity: name, type: "tape.gap", microseconds: time), atMicroseconds: time)
                for job in ["segment", "verify"] where job == "segment" || time == 1 {
                    try catalogue.add(
                        .init(
                            job: job, startMicroseconds: time, endMicroseconds: time, status: 0, summary: ""))
                }
            }
            #expect(try catalogue.rowsToForget(before: 50, elapsed: 50) == 3)
            #expect(try catalogue.forget(before: 50, elapsed: 50) == 3)
            #expect(try catalogue.rowsToForget(before: 50, elapsed: 50) == 0)
            #expect(try catalogue.notices(most: 9).map(\.subject) == ["bbbbbbbb", "cccccccc"])
            #expect(try catalogue.events().map(\.event.identity) == ["b"])
            #expect(try catalogue.lastJobRuns().map(\.job) == ["segment", "verify"])
        }
    }
}

@Suite struct `segments that may go` {
    private static let day: Int64 = 1_440 * minute

    /// Five hours of tape from 20:00 on, heard, and decided up to their end.
    private func withTape(_ body: (Catalogue, _ ids: [Int]) throws -> Void) throws {
        try withCatalogue { catalogue throws in
            let files = (0..<300).map {
                Catalogue.SegmentFile.minute($0, toldStart: evening + Int64($0) * minute)
            }
            let ids = try catalogue.index(files, atMicroseconds: 1)
            for id in ids {
                try catalogue.store(.init(version: 7, ticks: 0..<600, bytes: [1]), ofSegment: id)
            }
            try catalogue.begin(.init(cause: "silence", start: place(300)), atMicroseconds: 2)
            try body(catalogue, ids)
        }
    }

    private func place(_ number: Int) -> TapePlace {
        .init(
            tape: "aaaaaaaa", frame: number * 2_880_000, microseconds: evening + Int64(number) * minute)
    }

    /// Their minutes, first and last of each row.
    private func spare(_ catalogue: Catalogue, _ ids: [Int], before time: Int64 = evening + day) throws
        -> [ClosedRange<Int>]
    {
        let found = try catalogue.spareSegments(endedBefore: time, featuresVersion: 7, most: .max)
        var rows: [ClosedRange<Int>] = []
        for number in found.compactMap({ ids.firstIndex(of: $0.id) }).sorted() {
            if let last = rows.last, last.upperBound == number - 1 {
                rows[rows.count - 1] = last.lowerBound...number
            } else {
                rows.append(number...number)
            }
        }
        return rows
    }

    private func expectSpare(_ catalogue: Catalogue, _ ids: [Int], _ rows: [ClosedRange<Int>]) throws {
        let found = try spare(catalogue, ids)
        #expect(found == rows)
    }

    @Test func `are old, heard, claimed by nobody, and before what is undecided`() throws {
        try withTape { catalogue, ids in
            try expectSpare(catalogue, ids, [0...278])
            #expect(try spare(catalogue, ids, before: evening + 10 * minute) == [0...8])
            try catalogue.forgetFeatures(ofSegment: ids[3])
            try catalogue.store(.init(version: 6, ticks: 0..<600, bytes: [1]), ofSegment: ids[5])
            try catalogue.claim([ids[7]], for: .init(purpose: "assemble", owner: "1"), atMicroseconds: 3)
            try catalogue.markForDeletion([ids[9]], atMicroseconds: 4)
            try expectSpare(catalogue, ids, [0...2, 4...4, 6...6, 8...8, 10...278])
        }
    }

    @Test func `are none while nothing is decided`() throws {
        try withTape { catalogue, ids in
            try catalogue.begin(.init(cause: "first"), atMicroseconds: 5)
            #expect(try spare(catalogue, ids).isEmpty)
        }
    }

    @Test func `are in no session that is still to be assembled`() throws {
        try withTape { catalogue, ids in
            let extent = Catalogue.Extent(start: place(100), end: place(130), ticks: 0..<18_000)
            let id = try catalogue.store(
                .init(extent: extent, sides: [], isFinal: true, chapter: nil), atMicroseconds: 3)
            try expectSpare(catalogue, ids, [0...79, 150...278])
            try catalogue.markAssembled(session: id, atMicroseconds: 4)
            try expectSpare(catalogue, ids, [0...278])
            // Its time was told by a wrong clock; its place on the tape was not.
            let wrong = Catalogue.Extent(
                start: .init(tape: "aaaaaaaa", frame: 100 * 2_880_000, microseconds: 5),
                end: .init(tape: "aaaaaaaa", frame: 130 * 2_880_000, microseconds: 9), ticks: 0..<18_000)
            try catalogue.store(
                .init(extent: wrong, sides: [], isFinal: true, chapter: nil), atMicroseconds: 5)
            try expectSpare(catalogue, ids, [0...79, 150...278])
            try catalogue.store(
                .init(extent: extent, sides: [], isFinal: false, chapter: nil), atMicroseconds: 6)
            try expectSpare(catalogue, ids, [0...79])
        }
    }

    @Test func `are in no take that runs or is still to be assembled`() throws {
        try withTape { catalogue, ids in
            let start = Catalogue.Edge(microseconds: evening + 200 * minute)
            let id = try catalogue.add(
                take: "0badcafe", .take, title: nil, from: start, to: nil, atMicroseconds: 3)
            try expectSpare(catalogue, ids, [0...179])
            #expect(try catalogue.end(take: id, at: .init(microseconds: evening + 210 * minute)))
            try expectSpare(catalogue, ids, [0...179, 230...278])
            try catalogue.markDone(take: id, recording: nil, atMicroseconds: 4)
            try expectSpare(catalogue, ids, [0...278])
        }
    }
}
