import Testing

@testable import Catalogue

@Suite struct `claims and deletion` {
    private let assembly = Catalogue.Claim(purpose: "assemble", owner: "session 1")
    private let record = Catalogue.Claim(purpose: "record", owner: "7")

    private func withFive(_ body: (Catalogue, [Int]) throws -> Void) throws {
        try withCatalogue { catalogue throws in
            let files = (0..<5).map {
                Catalogue.SegmentFile.minute($0, toldStart: evening + Int64($0) * minute)
            }
            try body(catalogue, try catalogue.index(files, atMicroseconds: 1))
        }
    }

    @Test func `what is claimed is not marked`() throws {
        try withFive { catalogue, ids throws in
            #expect(
                try catalogue.claim(Array(ids[1...2]), for: assembly, atMicroseconds: 1) == Array(ids[1...2]))
            #expect(
                try catalogue.markForDeletion(ids, atMicroseconds: 2).sorted() == [ids[0], ids[3], ids[4]])
            #expect(try catalogue.segmentsBeingDeleted().map(\.id) == [ids[0], ids[3], ids[4]])
        }
    }

    @Test func `what is marked is not claimed`() throws {
        try withFive { catalogue, ids throws in
            try catalogue.markForDeletion([ids[0]], atMicroseconds: 1)
            #expect(try catalogue.claim(ids, for: assembly, atMicroseconds: 2) == Array(ids[1...]))
            #expect(try catalogue.claims(onSegment: ids[0]).isEmpty)
        }
    }

    @Test func `two may claim one segment, and each lets go of its own`() throws {
        try withFive { catalogue, ids throws in
            try catalogue.claim(ids, for: assembly, atMicroseconds: 1)
            try catalogue.claim([ids[4]], for: record, atMicroseconds: 1)
            try catalogue.claim([ids[4]], for: record, atMicroseconds: 2)
            #expect(try catalogue.claims(onSegment: ids[4]) == [assembly, record])
            #expect(try catalogue.claims(forPurpose: "record") == [record])
            try catalogue.release(assembly)
            #expect(try catalogue.markForDeletion(ids, atMicroseconds: 3).sorted() == Array(ids[..<4]))
            try catalogue.release(record)
            #expect(try catalogue.markForDeletion(ids, atMicroseconds: 3) == [ids[4]])
        }
    }

    @Test func `only what is marked is dropped`() throws {
        try withFive { catalogue, ids throws in
            try catalogue.markForDeletion([ids[2]], atMicroseconds: 1)
            try catalogue.drop(ids)
            #expect(try catalogue.segments().map(\.id) == [ids[0], ids[1], ids[3], ids[4]])
            try catalogue.drop([])
        }
    }

    @Test func `a mark is set once`() throws {
        try withFive { catalogue, ids throws in
            try catalogue.markForDeletion(ids, atMicroseconds: 1)
            #expect(try catalogue.markForDeletion(ids, atMicroseconds: 2).isEmpty)
        }
    }
}
