import CLinux
import Glibc
import Platform

/// Bytes of an open file from a position on, or of a pipe as they come. The file stays the caller's.
package final class ByteReader {
    package private(set) var position: Int
    private let file: Int32
    /// Bytes that were taken from a pipe before anybody knew what to do with them.
    private var ahead: [UInt8] = []
    private var aheadTaken = 0
    let isPipe: Bool
    let isFIFO: Bool
    private var isAtEnd = false
    private var hasBegun = false

    package init(file: Int32, position: Int = 0) {
        self.file = file
        self.position = position
        var status = stat()
        let isKnown = fstat(file, &status) == 0
        isPipe = isKnown && status.st_mode & S_IFMT != S_IFREG
        isFIFO = isKnown && status.st_mode & S_IFMT == S_IFIFO
    }

    var bytesAhead: Int { ahead.count - aheadTaken }

    /// Whether everything that will ever come is here.
    var isComplete: Bool { !isPipe || isAtEnd }

    /// As many bytes as are to be had at once: 0 at the end, negative when nothing can be had.
    func read(_ target: UnsafeMutableRawBufferPointer) -> Int {
        if bytesAhead > 0 {
            let count = min(target.count, bytesAhead)
            target.copyBytes(from: ahead[aheadTaken..<(aheadTaken + count)])
            aheadTaken += count
            position += count
            return count
        }
        if isPipe { return isAtEnd ? 0 : -1 }
        let count = pread(file, target.baseAddress, target.count, position)
        position += max(0, count)
        return count
    }

    /// Looks at the next bytes without taking them; fewer only when there are no more.
    package func peek(_ count: Int) -> [UInt8] {
        if !isPipe {
            var bytes = [UInt8](repeating: 0, count: count)
            let got = pread(file, &bytes, count, position)
            return Array(bytes.prefix(max(0, got)))
        }
        return Array(ahead[aheadTaken...].prefix(count))
    }

    func skip(_ count: Int) {
        position += count
        if isPipe { aheadTaken = min(ahead.count, aheadTaken + count) }
    }

    /// Of a pipe, only what was read since the last ``gather(_:withinMilliseconds:)`` can be read again.
    func goBack(to earlier: Int) {
        if isPipe { aheadTaken -= position - earlier }
        position = earlier
    }

    /// Takes from a pipe until `count` bytes lie ready; false when they did not come in time.
    func gather(_ count: Int, withinMilliseconds milliseconds: Int) -> Bool {
        let clock = Clock.system.monotonicNanoseconds
        let deadline = clock() + Int64(milliseconds) * 1_000_000
        while isPipe, !isAtEnd, bytesAhead < count {
            let left = Int32(max(0, (deadline - clock()) / 1_000_000))
            guard linux_wait_for_bytes(file, left) > 0 else { return false }
            guard takeFromPipe() else { return false }
        }
        return true
    }

    private func takeFromPipe() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(file, &piece, piece.count)
        if count > 0 {
            hasBegun = true
            ahead.removeFirst(aheadTaken)
            aheadTaken = 0
            ahead += piece[..<count]
            return true
        }
        // A FIFO that nobody has opened for writing yet also reads as ended.
        isAtEnd = count == 0 && hasBegun
        if !isAtEnd { usleep(10_000) }
        return isAtEnd
    }
}
