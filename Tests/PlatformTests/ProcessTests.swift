import Foundation
import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct `a process` {
    @Test func `is known by what the kernel tells`() throws {
        let own = try #require(ProcessFacts(pid: Int(getpid())))
        #expect(own.state == "R" || own.state == "S")
        #expect(own.residentBytes > 1_000_000)
        let age = Clock.system.monotonicNanoseconds() - own.startNanoseconds
        #expect(age >= 0 && age < 86_400_000_000_000)
        #expect(ProcessFacts.pids().contains(Int(getpid())))
        #expect(ProcessFacts(pid: Int(Int32.max)) == nil)
    }

    @Test(arguments: [
        "1 (a) b) S 1 2 3", "", "1", "1 (x", "1 )x( S",
        "1 (x) S 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 many 0 5",
    ])
    func `that is told of in nonsense is none`(stat: String) {
        #expect(ProcessFacts(pid: 1, stat: stat) == nil)
    }

    @Test func `may be called anything`() throws {
        let middle = Array(repeating: "0", count: 18).joined(separator: " ")
        let facts = try #require(ProcessFacts(pid: 5, stat: "5 (a) (b c) T \(middle) 700 0 3"))
        #expect(facts.name == "a) (b c" && facts.state == "T" && facts.startNanoseconds == 7_000_000_000)
    }

    @Test func `holds files open, by name`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/relay.lock"
            let lock = try Lock(path: path)
            let own = try #require(ProcessFacts(pid: Int(getpid())))
            #expect(own.openPaths().contains(Files.canonical(path)))
            lock.release()
        }
    }

    @Test func `can be asked to stop, made to, and is never another one`() throws {
        let sleeper = try start("exec sleep 1000")
        let process = try RunningProcess(pid: sleeper)
        let isThere = !process.hasEnded(withinMilliseconds: 0)
        kill(pid_t(sleeper), SIGSTOP)
        try process.ask(to: .stop)
        let isStopped = !process.hasEnded(withinMilliseconds: 50)
        try process.ask(to: .end)
        let isGone = process.hasEnded(withinMilliseconds: 20_000)
        #expect(isThere && isStopped && isGone)
        var status: Int32 = 0
        waitpid(pid_t(sleeper), &status, 0)
        try process.ask(to: .end)
        #expect(throws: SystemError.self) { _ = try RunningProcess(pid: sleeper).pid }
    }

    private func start(_ command: String) throws -> Int {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        try process.run()
        return Int(process.processIdentifier)
    }
}

@Suite struct `a command in a setting` {
    @Test func `ends with a status, or goes on without us`() throws {
        #expect(try ShellCommand.run("exit 7", milliseconds: 60_000) == .exited(7))
        #expect(try ShellCommand.run("kill -9 $$", milliseconds: 60_000) == .killed(9))
        try withTemporaryFolder { folder throws in
            let own = "echo $$ >\(folder)/pid; exec sleep 1000"
            #expect(try ShellCommand.run(own, milliseconds: 1_000) == .running)
            let text = String(decoding: try Files.read(folder + "/pid"), as: UTF8.self)
            let pid = try #require(Int(text.dropLast()))
            try RunningProcess(pid: pid).ask(to: .end)
            #expect(waitpid(pid_t(pid), nil, 0) == pid_t(pid))
        }
    }

    @Test func `is not deaf to signals that we are deaf to`() throws {
        try withTemporaryFolder { folder throws in
            let ending = try ShellCommand.run(
                "grep -E 'SigBlk|SigIgn' /proc/self/status >\(folder)/signals", milliseconds: 60_000)
            #expect(ending == .exited(0))
            let text = String(decoding: try Files.read(folder + "/signals"), as: UTF8.self)
            #expect(text.contains("SigBlk:\t0000000000000000"), "\(text)")
        }
    }
}

@Suite struct `the lock of a holder` {
    @Test func `who ended without a word tells of it, and not of one who took his leave`() throws {
        try withTemporaryFolder { folder throws in
            let path = folder + "/lock"
            let first = try Lock(path: path)
            let beforeFirst = first.deadHolder
            first.release()
            let second = try Lock(path: path)
            let beforeSecond = second.deadHolder
            second.takeLeave()
            second.release()
            let third = try Lock(path: path)
            let beforeThird = third.deadHolder
            third.release()
            #expect(beforeFirst == nil && beforeSecond == Int(getpid()) && beforeThird == nil)
        }
    }
}
