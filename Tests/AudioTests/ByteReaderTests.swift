import Glibc
import Platform
import TestSupport
import Testing

@testable import Audio

@Suite struct `bytes` {
    private func read(_ reader: ByteReader, _ count: Int) -> (Int, [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = bytes.withUnsafeMutableBytes { reader.read($0) }
        return (got, Array(bytes.prefix(max(0, got))))
    }

    @Test func `of a file are read from any place on`() throws {
        try withTemporaryFolder { folder in
            try write(Array(0..<100), to: folder + "/a")
            try withOpenFile(folder + "/a") { file in
                let reader = ByteReader(file: file, position: 90)
                #expect(reader.isComplete && reader.gather(1_000, withinMilliseconds: 0))
                #expect(reader.peek(3) == [90, 91, 92] && reader.position == 90)
                #expect(read(reader, 4) == (4, [90, 91, 92, 93]))
                reader.skip(2)
                #expect(reader.peek(100) == [96, 97, 98, 99])
                #expect(read(reader, 100) == (4, [96, 97, 98, 99]))
                #expect(read(reader, 100) == (0, []) && reader.position == 100)
                #expect(reader.peek(5) == [])
            }
        }
    }

    @Test func `of a pipe are taken as they come, until it ends`() throws {
        try withPipe { input, output in
            let reader = ByteReader(file: output)
            #expect(!reader.gather(1, withinMilliseconds: 0))
            #expect(read(reader, 10) == (-1, []) && !reader.isComplete)
            #expect(Glibc.write(input, [UInt8](0..<50), 50) == 50)
            #expect(!reader.gather(60, withinMilliseconds: 0))
            #expect(reader.bytesAhead == 50)
            #expect(reader.gather(50, withinMilliseconds: 0))
            #expect(reader.peek(2) == [0, 1])
            reader.skip(1)
            #expect(read(reader, 2) == (2, [1, 2]))
            #expect(Glibc.write(input, [UInt8](50..<60), 10) == 10)
            close(input)
            #expect(reader.gather(1_000, withinMilliseconds: 0))
            #expect(reader.isComplete && reader.bytesAhead == 57)
            #expect(read(reader, 100) == (57, Array(3..<60)) && reader.position == 60)
            #expect(read(reader, 100) == (0, []))
            reader.skip(10)
            #expect(reader.peek(10) == [])
        }
    }

    @Test func `that trickle keep nobody longer than he would wait`() throws {
        try withPipe { input, output in
            let reader = ByteReader(file: output)
            let start = Clock.system.monotonicNanoseconds()
            let sender = try WorkerThread(name: "sender") {
                for _ in 0..<100 {
                    _ = Glibc.write(input, [1] as [UInt8], 1)
                    usleep(10_000)
                }
                close(input)
            }
            #expect(!reader.gather(1_000, withinMilliseconds: 30))
            #expect(Clock.system.monotonicNanoseconds() - start < 500_000_000)
            sender.join()
        }
    }

    private func withPipe(_ body: (_ input: Int32, _ output: Int32) throws -> Void) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        defer { close(ends[0]) }
        try body(ends[1], ends[0])
    }
}
