import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct `a lock held together` {
    @Test func `is held by any number, and by nobody alone`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/all.lock"
            let first = try Lock(path: path, .together)
            let second = try Lock(path: path, .together)
            #expect(throws: LockError.held(path: path, pid: nil)) { _ = try Lock(path: path) }
            first.release()
            #expect(throws: LockError.held(path: path, pid: nil)) { _ = try Lock(path: path) }
            second.release()
            try Lock(path: path).release()
        }
    }

    @Test func `is refused while somebody holds it alone, who is named`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/all.lock"
            let alone = try Lock(path: path)
            #expect(throws: LockError.held(path: path, pid: Int(getpid()))) {
                _ = try Lock(path: path, .together)
            }
            alone.release()
            // The old name still stands inside, and means nothing.
            let together = try Lock(path: path, .together)
            #expect(throws: LockError.held(path: path, pid: nil)) { _ = try Lock(path: path) }
            together.release()
        }
    }

    @Test func `leaves the file as it was`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/all.lock"
            try Lock(path: path, .together).release()
            #expect(try Files.read(path).isEmpty)
        }
    }
}

@Suite struct `facts of files` {
    @Test func `say size, time and sameness`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/a"
            #expect(Files.facts(path) == nil)
            try write([1, 2, 3], to: path)
            #expect(shell("ln \(path) \(folder)/b; touch -d @1000000000.25 \(path)").isContent)
            let facts = try #require(Files.facts(path))
            #expect(
                facts.bytes == 3 && facts.modifiedMicroseconds == 1_000_000_000_250_000 && !facts.isFolder)
            #expect(Files.facts(folder + "/b")?.identity == facts.identity)
            #expect(Files.facts(folder)?.isFolder == true)
            try Files.touch(path)
            #expect(Files.facts(path)?.modifiedMicroseconds != facts.modifiedMicroseconds)
            #expect(try Files.start(of: path, bytes: 2) == [1, 2])
            #expect(try Files.start(of: path, bytes: 9) == [1, 2, 3])
            #expect(throws: SystemError.self) { try Files.touch(folder + "/no/a") }
            let room = try #require(Files.room(at: folder + "/not/there/yet"))
            #expect(room.freeBytes > 0 && room.allBytes > room.freeBytes)
        }
    }
}
