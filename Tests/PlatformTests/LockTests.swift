import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct `a lock` {
    @Test func `is refused to a second holder, who is told the first one's pid`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/relay.lock"
            let lock = try Lock(path: path)
            #expect(throws: LockError.held(path: path, pid: Int(getpid()))) { _ = try Lock(path: path) }
            #expect(Lock.holder(path: path) == Int(getpid()))
            lock.release()
            #expect(Lock.holder(path: path) == nil)
            #expect(Lock.state(path: path) == .free)
            try Lock(path: path).release()
        }
    }

    @Test func `is free again when its value goes`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/relay.lock"
            do { _ = try Lock(path: path) }
            _ = try Lock(path: path)
        }
    }

    @Test func `of a dead process is free, whatever its file says`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/relay.lock"
            let isHeld = shell("flock -n \(path) sh -c 'echo $$ > \(path); kill -9 $$'")
            #expect(!isHeld.isContent)
            #expect(try !Files.read(path).isEmpty)
            #expect(Lock.holder(path: path) == nil)
            let lock = try Lock(path: path)
            #expect(try Files.read(path) == Array("\(getpid())\n".utf8))
            lock.release()
        }
    }

    @Test func `held by another process names that process`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/relay.lock"
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            defer { close(file) }
            #expect(flock(file, LOCK_EX | LOCK_NB) == 0)
            for (inside, pid) in [("4711\n", 4_711), ("4711", 4_711), ("", nil), ("nonsense\n", nil)] {
                try Disk.system.truncate(file, 0)
                try Disk.system.write(file, Array(inside.utf8), 0)
                #expect(throws: LockError.held(path: path, pid: pid)) { _ = try Lock(path: path) }
                #expect(Lock.holder(path: path) == pid)
                #expect(Lock.state(path: path) == .held(pid: pid))
            }
        }
    }

    @Test func `is not lost to somebody who only asks`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/relay.lock"
            try write([], to: path)
            let stop = Stop()
            let asker = try WorkerThread(name: "asker") { while !stop.isSet { _ = Lock.holder(path: path) } }
            defer {
                stop.set()
                asker.join()
            }
            for _ in 0..<200 { try Lock(path: path).release() }
        }
    }

    @Test func `of a folder itself is refused to a second holder, too`() throws {
        try withTemporaryFolder { folder in
            let lock = try Lock(folder: folder)
            #expect(throws: LockError.held(path: folder, pid: nil)) { _ = try Lock(folder: folder) }
            let places = [lock.isAt(folder + "/relay.lock"), lock.isAt(folder)]
            #expect(places == [false, true])
            lock.release()
            try Lock(folder: folder).release()
        }
        #expect(throws: LockError.unusable(SystemError(ENOENT, doing: "open the folder /nowhere"))) {
            _ = try Lock(folder: "/nowhere")
        }
    }

    @Test func `knows when its file is no longer where it was`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/relay.lock"
            let lock = try Lock(path: path)
            var places = [lock.isAt(path)]
            try Disk.system.rename(path, folder + "/elsewhere")
            places.append(lock.isAt(path))
            let next = try Lock(path: path)
            places += [lock.isAt(path), next.isAt(path)]
            #expect(places == [true, false, false, true])
            lock.release()
            next.release()
        }
    }

    @Test func `that cannot be made says why`() {
        #expect(throws: LockError.unusable(SystemError(ENOENT, doing: "open /nowhere/relay.lock"))) {
            _ = try Lock(path: "/nowhere/relay.lock")
        }
        #expect(Lock.holder(path: "/nowhere/relay.lock") == nil)
        #expect(Lock.state(path: "/nowhere/relay.lock") == .free)
        #expect(Lock.state(path: "/dev/null/relay.lock") == .unknown)
        #expect("\(LockError.held(path: "/a", pid: 7))" == "/a is held by process 7")
        #expect("\(LockError.held(path: "/a", pid: nil))" == "/a is held by process unknown")
    }
}
