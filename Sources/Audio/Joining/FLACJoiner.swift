/// Copies frames as they are where it can, and encodes again what a cut has left of a block.
final class FLACJoiner {
    private(set) var damaged: [Range<Int>] = []
    private(set) var blocksEncoded = 0

    private let format: PCMFormat
    private let layout: FLACLayout
    private let output: FLACOutput
    private let decoder: FLACFrameDecoder
    /// Pieces of blocks that are not in a frame yet.
    private var pending: [Int32] = []
    private var frame: [UInt8] = []
    private var silence: (frames: Int, bytes: [UInt8]) = (0, [])

    init(_ format: PCMFormat, _ layout: FLACLayout, output: FLACOutput) throws(FLACJoinError) {
        self.format = format
        self.layout = layout
        self.output = output
        do throws(FLACError) { decoder = try FLACFrameDecoder() } catch { throw .sound(error) }
    }

    /// Frames that were taken, written or not.
    private var frames: Int { output.frames + pendingFrames }
    private var pendingFrames: Int { pending.count / format.channels }

    func append(_ range: Range<Int>, of reader: FLACFrameReader) throws(FLACJoinError) {
        reader.seek(to: range.lowerBound)
        var at = range.lowerBound
        while at < range.upperBound, let frame = reader.next(), frame.range.lowerBound < range.upperBound {
            guard frame.range.upperBound > at else { continue }
            let part = frame.range.clamped(to: at..<range.upperBound)
            if part.lowerBound > at { try append(damage: part.lowerBound - at) }
            try append(part, of: frame, reader.bytes(of: frame))
            at = part.upperBound
        }
        if at < range.upperBound { try append(damage: range.upperBound - at) }
    }

    func append(silence count: Int) throws(FLACJoinError) {
        let block = layout.framesPerBlock
        // Begun blocks are filled up as far as they must be.
        let missing =
            pending.isEmpty ? 0 : (layout.isVariable ? StreamInfo.leastBlock : block) - pendingFrames
        var left = count - appendZeros(min(count, max(0, missing)))
        guard left > 0, try isBetweenBlocks() else { return try encodeWholeBlocks() }
        while left >= block {
            try append(silentBlock: block)
            left -= block
        }
        let isBlock = layout.isVariable ? left >= StreamInfo.leastBlock : frames + left == layout.frames
        if isBlock, left > 0 { try append(silentBlock: left) } else { _ = appendZeros(left) }
    }

    func finish() throws(FLACJoinError) {
        try encodeWholeBlocks()
        if !pending.isEmpty { try encodePending() }
    }

    private func append(damage count: Int) throws(FLACJoinError) {
        let start = frames
        if let last = damaged.last, last.upperBound == start {
            damaged[damaged.count - 1] = last.lowerBound..<(start + count)
        } else {
            damaged.append(start..<(start + count))
        }
        try append(silence: count)
    }

    private func append(
        _ part: Range<Int>, of frame: FLACFrameReader.Frame, _ bytes: UnsafeRawBufferPointer
    ) throws(FLACJoinError) {
        if part == frame.range, try isBetweenBlocks(), mayStand(frame.header.frames) {
            let number = layout.number(ofBlockAt: output.frames)
            frame.header.renumber(bytes, as: number, isVariable: layout.isVariable, into: &self.frame)
            if try output.append(self.frame, frames: part.count) { return }
            return try append(damage: part.count)
        }
        let width = format.channels
        guard decoder.decode(bytes) != nil, decoder.samples.count == frame.range.count * width else {
            return try append(damage: part.count)
        }
        let first = part.lowerBound - frame.range.lowerBound
        pending += decoder.samples[(first * width)..<((first + part.count) * width)]
        try encodeWholeBlocks()
    }
}

extension FLACJoiner {
    /// Whether a frame of this length may come next.
    private func mayStand(_ count: Int) -> Bool {
        if frames + count == layout.frames { return layout.isVariable || count <= layout.framesPerBlock }
        return layout.isVariable ? count >= StreamInfo.leastBlock : count == layout.framesPerBlock
    }

    /// Makes blocks of what is pending, if it is enough for that.
    private func isBetweenBlocks() throws(FLACJoinError) -> Bool {
        try encodeWholeBlocks()
        if layout.isVariable, pendingFrames >= StreamInfo.leastBlock {
            try encodePending()
        }
        return pending.isEmpty
    }

    private func appendZeros(_ count: Int) -> Int {
        pending.append(contentsOf: repeatElement(0, count: count * format.channels))
        return count
    }

    /// As many as may be cut off what is pending without leaving too little behind.
    private func encodeWholeBlocks() throws(FLACJoinError) {
        let block = layout.framesPerBlock
        while pendingFrames >= (layout.isVariable ? 2 * block : block) { try encodePending(first: block) }
    }

    /// All of it, in as few blocks as will hold it.
    private func encodePending() throws(FLACJoinError) {
        let parts = (pendingFrames - 1) / layout.framesPerBlock + 1
        for left in stride(from: parts, to: 0, by: -1) { try encodePending(first: pendingFrames / left) }
    }

    private func encodePending(first count: Int) throws(FLACJoinError) {
        let samples = Array(pending[..<(count * format.channels)])
        try write(try encode(samples, frames: count), frames: count)
        pending.removeFirst(samples.count)
        blocksEncoded += 1
    }

    private func append(silentBlock count: Int) throws(FLACJoinError) {
        if silence.frames != count {
            let zeros = [Int32](repeating: 0, count: count * format.channels)
            silence = (count, try encode(zeros, frames: count))
        }
        try write(silence.bytes, frames: count)
    }

    private func encode(_ samples: [Int32], frames count: Int) throws(FLACJoinError) -> [UInt8] {
        do throws(FLACError) {
            let encoder = try FLACEncoder(format: format)
            let first = try encoder.encode(samples, frames: count)
            let blocks = try first + encoder.finish().blocks
            guard blocks.count == 1 else { throw .cannotEncode(format, status: blocks.count) }
            return blocks[0].bytes
        } catch {
            throw .sound(error)
        }
    }

    private func write(_ encoded: [UInt8], frames count: Int) throws(FLACJoinError) {
        let number = layout.number(ofBlockAt: output.frames)
        encoded.withUnsafeBytes { bytes in
            FLACFrameHeader(bytes)?.renumber(bytes, as: number, isVariable: layout.isVariable, into: &frame)
        }
        guard try output.append(frame, frames: count) else {
            throw .sound(.cannotDecode(reason: "a block of our own"))
        }
    }
}
