import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct `the disk` {
    let disk = Disk.system

    @Test func `makes a folder and what is missing above it, as often as asked`() throws {
        try withTemporaryFolder { folder in
            for path in ["/a", "/b/c/d", "/b/c/d", "/e/f/", "/b/../g/h"] {
                try disk.makeFolder(folder + path)
                #expect(shell("test -d \(folder + path)").isContent)
            }
            try disk.makeFolder("/")
        }
    }

    @Test func `follows a link to a folder, but makes none of a file or a dangling link`() throws {
        try withTemporaryFolder { folder in
            try write([], to: folder + "/file")
            #expect(symlink(folder, folder + "/link") == 0 && symlink("nowhere", folder + "/dangling") == 0)
            try disk.makeFolder(folder + "/link")
            try disk.makeFolder(folder + "/link/x")
            #expect(throws: SystemError(EEXIST, doing: "make the folder \(folder)/file")) {
                try disk.makeFolder(folder + "/file")
            }
            #expect(throws: SystemError(ENOTDIR, doing: "make the folder \(folder)/file/x")) {
                try disk.makeFolder(folder + "/file/x")
            }
            #expect(throws: SystemError(EEXIST, doing: "make the folder \(folder)/dangling")) {
                try disk.makeFolder(folder + "/dangling/x")
            }
        }
    }

    @Test func `gives up where no folder can ever be made`() {
        #expect(throws: SystemError(ENOENT, doing: "make the folder /proc/vinyl")) {
            try disk.makeFolder("/proc/vinyl")
        }
        #expect(throws: SystemError(ENOENT, doing: "make the folder ")) { try disk.makeFolder("") }
    }

    @Test func `creates no file twice, and locks the one it created`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/a.part"
            let file = try disk.createLocked(path)
            #expect(throws: SystemError(EEXIST, doing: "open \(path)")) { try disk.createLocked(path) }
            #expect(throws: SystemError(EWOULDBLOCK, doing: "lock \(path)")) { try disk.openLocked(path) }
            disk.close(file)
            disk.close(try disk.openLocked(path))
            #expect(throws: SystemError(ENOENT, doing: "open \(folder)/b")) {
                try disk.openLocked(folder + "/b")
            }
        }
    }

    @Test func `writes at a place, shortens, renames and removes`() throws {
        try withTemporaryFolder { folder in
            let (from, to) = (folder + "/a", folder + "/b")
            let file = try disk.createLocked(from)
            defer { disk.close(file) }
            try disk.write(file, Array("hello world".utf8), 0)
            try disk.write(file, Array("W".utf8), 6)
            try disk.write(file, [], 3)
            try disk.sync(file)
            try disk.rename(from, to)
            try disk.syncFolder(folder)
            #expect(try Files.read(to) == Array("hello World".utf8))
            try disk.truncate(file, 5)
            #expect(try Files.read(to) == Array("hello".utf8))
            try disk.remove(to)
            #expect(!Files.exists(to))
            #expect(try disk.freeBytes(folder) > 0)
        }
    }

    @Test func `names the path of what it could not do`() {
        let errors: [(String, () throws(SystemError) -> Void)] = [
            (
                "rename /nowhere/a to /nowhere/b",
                { () throws(SystemError) in try disk.rename("/nowhere/a", "/nowhere/b") }
            ),
            ("remove /nowhere/a", { () throws(SystemError) in try disk.remove("/nowhere/a") }),
            ("open the folder /nowhere", { () throws(SystemError) in try disk.syncFolder("/nowhere") }),
            (
                "ask for the free room at /nowhere",
                { () throws(SystemError) in _ = try disk.freeBytes("/nowhere") }
            ),
        ]
        for (doing, body) in errors { #expect(throws: SystemError(ENOENT, doing: doing), performing: body) }
    }

    @Test func `tells a full one from other trouble`() throws {
        for code in [ENOSPC, EDQUOT, EFBIG] { #expect(SystemError(code, doing: "x").isNoRoom) }
        for code in [EIO, EROFS, ENOENT] { #expect(!SystemError(code, doing: "x").isNoRoom) }
        #expect(SystemError(ENOENT, doing: "x").isMissing)
        try withOpenFile("/dev/full") { file in
            #expect(throws: SystemError(ENOSPC, doing: "write to a file")) { try disk.write(file, [1], 0) }
        }
        #expect(throws: SystemError(EBADF, doing: "sync a file")) { try disk.sync(-1) }
        #expect(throws: SystemError(EBADF, doing: "shorten a file")) { try disk.truncate(-1, 0) }
    }

    @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("/", "/"), ("a", "."), ("a/b/c", "a/b"), (".", ".")])
    func `knows the folder above`(path: String, parent: String) { #expect(parentFolder(path) == parent) }
}

@Suite struct `files` {
    @Test func `are read whole, whatever their size`() throws {
        try withTemporaryFolder { folder in
            for size in [0, 1, 16_384, 16_385, 100_000] {
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
                try write(bytes, to: folder + "/f")
                #expect(try Files.read(folder + "/f") == bytes)
            }
        }
    }

    @Test func `what is not there yet would lie in the nearest folder above it`() throws {
        try withTemporaryFolder { folder in
            #expect(Files.nearestFolder(to: folder + "/a/b/c") == folder)
            #expect(Files.nearestFolder(to: folder) == folder)
            #expect(Files.nearestFolder(to: "nowhere/at/all") == ".")
            #expect(Files.obstacleToWriting(in: folder + "/a") == nil)
        }
        #expect(
            Files.obstacleToWriting(in: "/dev/null/a/b") == SystemError(EACCES, doing: "write in /dev/null"))
    }
}
