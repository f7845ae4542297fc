import Glibc
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Jobs

@Suite struct `a catalogue that is moved aside` {
    private let parts = ["", "-wal", "-shm"]

    @Test(arguments: 0..<8)
    func `is whole under one of its names, wherever it ends`(last: Int) throws {
        try withTemporaryFolder { folder throws in
            let (path, aside) = (folder + "/catalogue.db", folder + "/aside.db")
            for part in parts { try write(Array("part\(part)".utf8), to: path + part) }
            // From then on nothing works any more, as after a kill.
            let steps = Steps(last)
            var disk = Disk.system
            let system = Disk.system
            disk.link = { from, to throws(SystemError) in
                try steps.next()
                try system.link(from, to)
            }
            disk.rename = { from, to throws(SystemError) in
                try steps.next()
                try system.rename(from, to)
            }
            disk.remove = { path throws(SystemError) in
                try steps.next()
                try system.remove(path)
            }
            let isDone = (try? MovingAside(path, to: aside, disk: disk).run(parts, in: folder)) != nil
            #expect(isDone == (last >= 6))
            func isWhole(_ name: String) -> Bool {
                parts.allSatisfy { (try? Files.read(name + $0)) == Array("part\($0)".utf8) }
            }
            #expect(isWhole(path) || isWhole(aside))
        }
    }
}

private final class Steps: Sendable {
    private let done = Atomic<Int>(0)
    private let last: Int

    init(_ last: Int) { self.last = last }

    func next() throws(SystemError) {
        if done.add(1, ordering: .relaxed).oldValue >= last { throw SystemError(EIO, doing: "go on") }
    }
}
