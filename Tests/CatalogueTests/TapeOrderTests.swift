import Testing

@testable import Catalogue

@Suite struct `tapes without the right time` {
    private func starts(_ catalogue: Catalogue) throws -> [String] {
        try catalogue.segments().map { "\($0.tape) \(($0.startMicroseconds - evening) / minute)" }
    }

    @Test func `begin where those before them ended, whatever they say`() throws {
        try withCatalogue { catalogue throws in
            try catalogue.index([.minute(0, ofTape: "bbbbbbbb", toldStart: evening)], atMicroseconds: 1)
            let year: Int64 = 365 * 1_440 * minute
            for number in 0..<2 {
                let told = evening - year + Int64(number) * minute
                try catalogue.index(
                    [.minute(number, ofTape: "aaaaaaaa", toldStart: told, isSynchronised: false)],
                    atMicroseconds: 2)
            }
            #expect(try starts(catalogue) == ["bbbbbbbb 0", "aaaaaaaa 1", "aaaaaaaa 2"])
            // Now the time is known.
            try catalogue.index(
                [.minute(2, ofTape: "aaaaaaaa", toldStart: evening + 12 * minute)], atMicroseconds: 3)
            #expect(try starts(catalogue) == ["bbbbbbbb 0", "aaaaaaaa 10", "aaaaaaaa 11", "aaaaaaaa 12"])
        }
    }

    @Test func `keep their time where it is possible`() throws {
        try withCatalogue { catalogue throws in
            try catalogue.index([.minute(0, ofTape: "bbbbbbbb", toldStart: evening)], atMicroseconds: 1)
            try catalogue.index(
                [.minute(0, ofTape: "aaaaaaaa", toldStart: evening + 7 * minute, isSynchronised: false)],
                atMicroseconds: 2)
            #expect(try starts(catalogue) == ["bbbbbbbb 0", "aaaaaaaa 7"])
        }
    }

    @Test func `that were far ahead give way to one that knows it`() throws {
        try withCatalogue { catalogue throws in
            try catalogue.index(
                [.minute(0, ofTape: "bbbbbbbb", toldStart: evening - 9 * minute, isSynchronised: false)],
                atMicroseconds: 1)
            try catalogue.index(
                [.minute(0, ofTape: "cccccccc", toldStart: evening + 9_000 * minute, isSynchronised: false)],
                atMicroseconds: 1)
            try catalogue.index([.minute(0, ofTape: "aaaaaaaa", toldStart: evening)], atMicroseconds: 2)
            #expect(try starts(catalogue) == ["bbbbbbbb -9", "cccccccc -1", "aaaaaaaa 0"])
        }
    }
}
