import Archive
import TestSupport
import Testing

@testable import Catalogue

/// SQL says NULL for the newest of none; nobody may take that for 1970.
@Suite struct `answers about nothing` {
    @Test func `are none`() throws {
        try withCatalogue { catalogue throws in
            #expect(try catalogue.oldestSegmentStart() == nil && catalogue.newestSegmentStart() == nil)
            #expect(try catalogue.newestRightTime() == nil && catalogue.lastDigest(on: "mail") == nil)
            let made = try catalogue.bytesMade(since: 0)
            #expect(made.recordings == 0 && made.segments == 0)
            #expect(try catalogue.segmentTotals().oldestMicroseconds == nil)
            #expect(try catalogue.waitingMessages().oldestMicroseconds == nil)
            // A tape that no synchronised clock ever dated.
            try catalogue.index(
                [.minute(0, toldStart: evening, isSynchronised: false)], atMicroseconds: 1)
            #expect(try catalogue.newestRightTime() == nil && catalogue.newestSegmentStart() == evening)
            try catalogue.index(
                [.minute(1, toldStart: evening + minute, isSynchronised: true)], atMicroseconds: 1)
            #expect(try catalogue.newestRightTime() == evening + minute)
        }
    }
}
