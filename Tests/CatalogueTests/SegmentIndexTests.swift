import Archive
import Audio
import Testing

@testable import Catalogue

@Suite struct `the index of segments` {
    @Test func `keeps all that a segment says of itself`() throws {
        try withCatalogue { catalogue throws in
            var file = Catalogue.SegmentFile.minute(3, toldStart: evening)
            file.tags.gaps = [
                Gap(start: 100, frames: 48_000, cause: .overrun),
                Gap(start: 200_000, frames: 7, cause: .lost),
            ]
            file.tags.holeBefore = Hole(frames: 480, cause: .slow)
            let ids = try catalogue.index([file], atMicroseconds: 5)
            let segment = try #require(try catalogue.segments().first)
            #expect([segment.id] == ids)
            #expect(segment.tape == "aaaaaaaa" && segment.frames == 8_640_000..<11_520_000)
            #expect(segment.format == file.format && segment.device == "simulated")
            #expect(segment.startMicroseconds == evening && segment.endMicroseconds == evening + minute)
            #expect(segment.path == file.path && segment.bytes == 6_000_000)
            #expect(segment.holeBefore == file.tags.holeBefore && !segment.isBeingDeleted)
            let gaps = try catalogue.gaps(ofTape: "aaaaaaaa", in: 0..<Int.max)
            #expect(gaps.map(\.start) == [8_640_100, 8_840_000] && gaps.map(\.cause) == [.overrun, .lost])
            #expect(try catalogue.gaps(ofTape: "aaaaaaaa", in: 8_700_000..<8_840_000).isEmpty)
            #expect(try catalogue.indexedPaths() == [file.path])
        }
    }

    @Test func `takes each segment once`() throws {
        try withCatalogue { catalogue throws in
            let files = (0..<5).map {
                Catalogue.SegmentFile.minute($0, toldStart: evening + Int64($0) * minute)
            }
            #expect(try catalogue.index(Array(files[..<3]), atMicroseconds: 1).count == 3)
            #expect(try catalogue.index(files, atMicroseconds: 2).count == 2)
            #expect(try catalogue.index(files, atMicroseconds: 3).isEmpty)
            #expect(try catalogue.segmentTotals().count == 5)
            #expect(try catalogue.segmentTotals().bytes == 30_000_000)
            #expect(try catalogue.segmentTotals().oldestMicroseconds == evening)
            #expect(try catalogue.newestSegment()?.path == files[4].path)
        }
    }

    @Test func `lists tapes by their start, then frames`() throws {
        try withCatalogue { catalogue throws in
            let first = [1, 0].map {
                Catalogue.SegmentFile.minute($0, ofTape: "ffffffff", toldStart: evening + Int64($0) * minute)
            }
            let second = Catalogue.SegmentFile.minute(0, ofTape: "00000000", toldStart: evening + 9 * minute)
            try catalogue.index([second] + first, atMicroseconds: 1)
            let tapes = try catalogue.segments().map { "\($0.tape) \($0.frames.lowerBound)" }
            #expect(tapes == ["ffffffff 0", "ffffffff 2880000", "00000000 0"])
            let place = TapePlace(tape: "ffffffff", frame: 2_880_000, microseconds: evening + minute)
            #expect(try catalogue.segments(from: place).count == 2)
            let later = TapePlace(tape: "00000000", frame: 0, microseconds: 0)
            #expect(try catalogue.segments(from: later).map(\.tape) == ["00000000"])
            let gone = TapePlace(tape: "12341234", frame: 0, microseconds: evening + 2 * minute + 1)
            #expect(try catalogue.segments(from: gone).map(\.tape) == ["00000000"])
        }
    }

    @Test func `knows when a frame was`() throws {
        try withCatalogue { catalogue throws in
            let files = [0, 1, 5].map {
                Catalogue.SegmentFile.minute($0, toldStart: evening + Int64($0) * minute)
            }
            try catalogue.index(files, atMicroseconds: 1)
            for (second, tape) in [(30, "aaaaaaaa"), (90, "aaaaaaaa"), (200, "aaaaaaaa"), (900, "aaaaaaaa")] {
                let moment = try catalogue.microseconds(ofTape: tape, frame: second * 48_000)
                #expect(moment == evening + Int64(second) * 1_000_000)
            }
            #expect(try catalogue.microseconds(ofTape: "bbbbbbbb", frame: 0) == nil)
            #expect(try catalogue.startMicroseconds(ofTape: "aaaaaaaa") == evening)
        }
    }

    @Test func `keeps what is no segment until it changes`() throws {
        try withCatalogue { catalogue throws in
            var file = Catalogue.SetAside(path: "x.flac", bytes: 4, modifiedMicroseconds: 7, reason: "torn")
            try catalogue.setAside(file, atMicroseconds: 1, elapsedMicroseconds: 1)
            file.bytes = 5
            try catalogue.setAside(file, atMicroseconds: 2, elapsedMicroseconds: 5)
            #expect(try catalogue.filesSetAside() == [file])
            #expect(try catalogue.filesSetAside(before: 3, elapsed: 6) == [file])
            #expect(try catalogue.filesSetAside(before: 2, elapsed: 6).isEmpty)
            #expect(try catalogue.filesSetAside(before: 3, elapsed: 5).isEmpty)
            try catalogue.forgetSetAside("x.flac")
            #expect(try catalogue.filesSetAside().isEmpty)
        }
    }

    @Test func `keeps features until their segment goes`() throws {
        try withCatalogue { catalogue throws in
            let ids = try catalogue.index(
                [0, 1].map { .minute($0, toldStart: evening + Int64($0) * minute) }, atMicroseconds: 1)
            #expect(try catalogue.segmentsWithoutFeatures(version: 1).map(\.id) == ids)
            let features = Catalogue.StoredFeatures(version: 1, ticks: 600..<1_200, bytes: [1, 0, 255])
            try catalogue.store(features, ofSegment: ids[1])
            #expect(try catalogue.features(ofSegment: ids[1]) == features)
            #expect(try catalogue.features(ofSegment: ids[0]) == nil)
            #expect(try catalogue.segmentsWithoutFeatures(version: 1).map(\.id) == [ids[0]])
            #expect(try catalogue.segmentsWithoutFeatures(version: 2).map(\.id) == ids)
            try catalogue.markForDeletion(ids, atMicroseconds: 2)
            #expect(try catalogue.segmentsWithoutFeatures(version: 2).isEmpty)
            try catalogue.drop(ids)
            #expect(try catalogue.features(ofSegment: ids[1]) == nil)
        }
    }
}

@Suite struct `corrected starts` {
    /// Minute by minute: what the relay told, counted from the evening, and whether its clock was synchronised; nil
    /// where the segment comes later, or never.
    private func starts(_ told: [(Int64, Bool)?], in order: [Int]? = nil) throws -> [Int64] {
        try withCatalogue { catalogue throws in
            for index in order ?? Array(told.indices) {
                guard let (start, isSynchronised) = told[index] else { continue }
                let file = Catalogue.SegmentFile.minute(
                    index, toldStart: evening + start, isSynchronised: isSynchronised)
                try catalogue.index([file], atMicroseconds: 1)
            }
            return try catalogue.segments().map { $0.startMicroseconds - evening }
        }
    }

    @Test func `a free clock is corrected by the next one that is synchronised`() throws {
        let starts = try starts([(-9_999 * minute, false), (-9_998 * minute, false), (2 * minute, true)])
        #expect(starts == [0, minute, 2 * minute])
    }

    @Test func `the order in which segments are indexed does not matter`() throws {
        let told: [(Int64, Bool)?] = [
            (-5, false), (minute + 3, true), (-7, false), (3 * minute + 9, true), (0, false),
        ]
        let expected = [3, minute + 3, 2 * minute + 9, 3 * minute + 9, 4 * minute + 9]
        #expect(try starts(told) == expected)
        for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 4, 0, 3, 2]] {
            #expect(try starts(told, in: order) == expected, "\(order)")
        }
    }

    @Test func `a synchronised clock is believed`() throws {
        #expect(try starts([(0, true), (minute + 55, true)]) == [0, minute + 55])
    }

    @Test func `without any synchronised clock each keeps its own`() throws {
        #expect(try starts([(11, false), (minute, false)]) == [11, minute])
    }

    @Test func `an anchor helps after its segment is gone`() throws {
        try withCatalogue { catalogue throws in
            let first = try catalogue.index([.minute(0, toldStart: evening)], atMicroseconds: 1)
            try catalogue.markForDeletion(first, atMicroseconds: 2)
            try catalogue.drop(first)
            let late = Catalogue.SegmentFile.minute(9, toldStart: 0, isSynchronised: false)
            try catalogue.index([late], atMicroseconds: 3)
            #expect(try catalogue.segments().map(\.startMicroseconds) == [evening + 9 * minute])
        }
    }

    @Test func `one tape does not correct another`() throws {
        try withCatalogue { catalogue throws in
            try catalogue.index(
                [
                    .minute(0, ofTape: "bbbbbbbb", toldStart: 77, isSynchronised: false),
                    .minute(1, toldStart: evening),
                ], atMicroseconds: 1)
            #expect(try catalogue.segments().map(\.startMicroseconds) == [77, evening])
        }
    }
}
