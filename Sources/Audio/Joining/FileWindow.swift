import Glibc

/// The part of a file that is looked at, kept in memory and moved along.
final class FileWindow {
    let byteCount: Int
    private let file: Int32
    private let memory: UnsafeMutableRawBufferPointer
    private var start = 0
    private var filled = 0

    /// The file stays the caller's.
    init(file: Int32, byteCount: Int? = nil, capacity: Int) {
        var status = stat()
        let isRegular = fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        self.byteCount = byteCount ?? (isRegular ? Int(status.st_size) : 0)
        self.file = file
        memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 8)
    }

    deinit { memory.deallocate() }

    /// Fewer than `count`, which is at most the capacity, only at the end. They are good until the next call.
    func bytes(at offset: Int, _ count: Int) -> UnsafeRawBufferPointer {
        let wanted = max(0, min(count, memory.count, byteCount - offset))
        if offset < start || offset + wanted > start + filled { fill(from: offset) }
        let first = min(offset - start, filled)
        let last = min(first + wanted, filled)
        return UnsafeRawBufferPointer(rebasing: memory[first..<last])
    }

    /// However many; nil when the file ends before.
    func array(at offset: Int, _ count: Int) -> [UInt8]? {
        guard offset + count <= byteCount else { return nil }
        var array: [UInt8] = []
        while array.count < count {
            let piece = bytes(at: offset + array.count, count - array.count)
            guard !piece.isEmpty else { return nil }
            array += piece
        }
        return array
    }

    /// What cannot be read, as on a worn-out card, is zeros, and what lies around it is read all the same.
    private func fill(from offset: Int) {
        start = offset
        filled = 0
        let end = min(memory.count, byteCount - offset)
        var step = end
        while filled < end {
            let room = memory.baseAddress?.advanced(by: filled)
            let got = pread(file, room, min(step, end - filled), offset + filled)
            if got > 0 {
                filled += got
            } else if got == 0 {
                return
            } else if step > Self.sector {
                step = Self.sector
            } else {
                let lost = min(Self.sector, end - filled)
                UnsafeMutableRawBufferPointer(rebasing: memory[filled..<(filled + lost)])
                    .initializeMemory(as: UInt8.self, repeating: 0)
                filled += lost
            }
        }
    }

    private static let sector = 4_096
}
