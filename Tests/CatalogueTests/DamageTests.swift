import Glibc
import Platform
import TestSupport
import Testing

@testable import Catalogue

@Suite struct `a damaged catalogue` {
    /// With enough in it to be damaged anywhere.
    private func withFull(_ body: (_ folder: String, _ path: String, _ bytes: [UInt8]) throws -> Void) throws
    {
        try withTemporaryFolder { folder throws in
            let path = folder + "/catalogue.db"
            try fill(Catalogue(making: path, clock: .system))
            try body(folder, path, try Files.read(path))
        }
    }

    private func fill(_ catalogue: Catalogue) throws {
        let files = (0..<200).map {
            Catalogue.SegmentFile.minute($0, toldStart: evening + Int64($0) * minute)
        }
        let ids = try catalogue.index(files, atMicroseconds: 1)
        for id in ids {
            let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: 5_000)
            try catalogue.store(.init(version: 1, ticks: 0..<600, bytes: bytes), ofSegment: id)
        }
    }

    /// All of it is read: what is wrong comes out as an error or as a fault.
    private func examine(_ path: String) -> (error: CatalogueError?, faults: [String]) {
        do throws(CatalogueError) {
            let catalogue = try Catalogue(existing: path)
            _ = try catalogue.segments()
            return (nil, try catalogue.connection.faults())
        } catch {
            return (error, [])
        }
    }

    @Test func `that is whole has no faults`() throws {
        try withFull { _, path, _ throws in
            #expect(examine(path).error == nil)
            #expect(examine(path).faults == [])
        }
    }

    @Test(arguments: [0.1, 0.5, 0.9]) func `that is cut off says so`(share: Double) throws {
        try withFull { _, path, bytes throws in
            try write(Array(bytes[..<Int(Double(bytes.count) * share)]), to: path)
            let (error, faults) = examine(path)
            if let error {
                #expect("\(error)".contains("damaged") && "\(error)".contains("vinyl-jobs rebuild"))
            } else {
                #expect(!faults.isEmpty)
            }
        }
    }

    @Test func `whose head is something else says so`() throws {
        try withFull { _, path, bytes throws in
            try write(Array("this is no database at all".utf8) + bytes[26...], to: path)
            let error = try #require(examine(path).error)
            #expect("\(error)".contains("is damaged") && "\(error)".contains("vinyl-jobs rebuild"))
        }
    }

    @Test func `never crashes or lies, wherever it is damaged`() throws {
        try withFull { _, path, bytes throws in
            var luck = SeededGenerator(seed: 4)
            for _ in 0..<60 {
                var damaged = bytes
                let page = Int.random(in: 0..<bytes.count / 4_096, using: &luck) * 4_096
                for _ in 0..<40 { damaged[page + Int.random(in: 0..<4_096, using: &luck)] ^= 0xFF }
                try write(damaged, to: path)
                for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
                let (error, _) = examine(path)
                guard let error else { continue }
                #expect(!"\(error)".isEmpty && !"\(error)".contains("\n"))
            }
        }
    }

    @Test func `is not copied over a sound backup`() throws {
        try withFull { folder, path, bytes throws in
            let target = folder + "/copy.db"
            #expect(try Backup(of: Catalogue(existing: path).connection, to: target).run() != nil)
            let sound = try Files.read(target)
            var damaged = bytes
            for place in bytes.count - 200_000..<bytes.count - 100_000 { damaged[place] = 0x55 }
            try write(damaged, to: path)
            let catalogue = try Catalogue(existing: path)
            let error = #expect(throws: CatalogueError.self) {
                _ = try Backup(of: catalogue.connection, to: target).run()
            }
            #expect("\(try #require(error))".contains("\(path) is damaged"))
            #expect(try Files.read(target) == sound)
            #expect(!Files.exists(target + Backup.unfinishedSuffix))
        }
    }
}

@Suite struct `a backup` {
    @Test func `is of one moment, in one file, and opens like the original`() throws {
        try withTemporaryFolder { folder throws in
            let catalogue = try Catalogue(making: folder + "/catalogue.db", clock: .system)
            let files = (0..<300).map {
                Catalogue.SegmentFile.minute($0, toldStart: evening + Int64($0) * minute)
            }
            try catalogue.index(Array(files[..<299]), atMicroseconds: 1)
            let other = try Catalogue(making: catalogue.path, clock: .system)
            var isAsked = false
            let bytes = try Backup(of: catalogue.connection, to: folder + "/copy.db").run { _, _ in
                // Somebody writes in the middle of it.
                if !isAsked { _ = try? other.index(files, atMicroseconds: 2) }
                isAsked = true
                return true
            }
            #expect(bytes == Files.facts(folder + "/copy.db")?.bytes && isAsked)
            #expect(shell("ls \(folder) | grep copy").output == "copy.db\n")
            let copy = try Catalogue(existing: folder + "/copy.db")
            #expect(try copy.segmentTotals().count == 299)
            #expect(try copy.connection.faults().isEmpty)
            #expect(try other.segmentTotals().count == 300)
        }
    }

    @Test func `that is not wanted any more leaves nothing`() throws {
        try withTemporaryFolder { folder throws in
            let catalogue = try Catalogue(making: folder + "/catalogue.db", clock: .system)
            try write(Array("older".utf8), to: folder + "/copy.db.part")
            #expect(
                try Backup(of: catalogue.connection, to: folder + "/copy.db").run { _, _ in false } == nil)
            #expect(shell("ls \(folder) | grep copy").output.isEmpty)
        }
    }

    @Test func `into nowhere fails in words`() throws {
        try withTemporaryFolder { folder throws in
            let catalogue = try Catalogue(making: folder + "/catalogue.db", clock: .system)
            let error = #expect(throws: CatalogueError.self) {
                _ = try Backup(of: catalogue.connection, to: folder + "/no/copy.db").run()
            }
            #expect("\(try #require(error))".contains("/no/copy.db"))
        }
    }
}
