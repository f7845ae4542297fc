import Glibc
import TestSupport
import Testing

@testable import Audio

@Suite struct `a window on a file` {
    @Test func `shows any part of it, and no more than there is`() throws {
        let all = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7 >> 3) }
        try withTemporaryFolder { folder in
            try write(all, to: folder + "/a")
            try withOpenFile(folder + "/a") { file in
                let window = FileWindow(file: file, capacity: 1_000)
                var luck = Luck(seed: 1)
                for _ in 0..<1_000 {
                    let offset = Int.random(in: 0...10_100, using: &luck)
                    let count = Int.random(in: 0...1_200, using: &luck)
                    let most = all.dropFirst(offset).prefix(min(count, 1_000))
                    #expect(Array(window.bytes(at: offset, count)) == Array(most))
                    let isThere = offset + count <= 10_000
                    #expect(
                        window.array(at: offset, count)
                            == (isThere ? Array(all[offset...].prefix(count)) : nil))
                }
            }
        }
    }

    /// Our own memory is a file, too, and a page behind the end of what is mapped cannot be read: the nearest one comes to a
    /// worn-out card.
    @Test func `shows zeros where nothing can be read, and goes on behind it`() throws {
        let page = 4_096
        let empty = try #require(tmpfile())
        defer { fclose(empty) }
        let anonymous = MAP_PRIVATE | MAP_ANONYMOUS
        let memory = try #require(mmap(nil, 3 * page, PROT_READ | PROT_WRITE, anonymous, -1, 0))
        defer { munmap(memory, 3 * page) }
        memset(memory, 7, 3 * page)
        #expect(mmap(memory + page, page, PROT_READ, MAP_PRIVATE | MAP_FIXED, fileno(empty), 0) != MAP_FAILED)
        try withOpenFile("/proc/self/mem") { file in
            let start = Int(bitPattern: memory)
            let window = FileWindow(file: file, byteCount: start + 3 * page, capacity: 4 * page)
            let sevens = [UInt8](repeating: 7, count: page)
            let expected = sevens + [UInt8](repeating: 0, count: page) + sevens
            #expect(Array(window.bytes(at: start, 4 * page)) == expected)
        }
    }
}
