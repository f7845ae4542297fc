import Platform

/// A FLAC file while it is being joined. Each frame is decoded again before it is written, so that what lies in the file
/// is known to sound, and what it sounds like.
final class FLACOutput {
    typealias Listener = (_ samples: [Int32], _ frames: Int) throws(FLACJoinError) -> Void

    /// Frames whose blocks are in the file.
    private(set) var frames = 0
    private(set) var bytes: Int
    private(set) var seekTable: SeekTable

    private let format: PCMFormat
    private let layout: FLACLayout
    private let soundOffset: Int
    private let file: Int32
    private let disk: Disk
    private let listener: Listener
    private let decoder: FLACFrameDecoder
    private var md5 = MD5()
    private var packed: [UInt8] = []
    private var unwritten: [UInt8] = []
    private var frameBytes = (fewest: Int.max, most: 0)
    private var blocks = (shortest: Int.max, longest: 0)
    /// It counts among the shortest only when another one follows.
    private var lastBlock: Int?

    private static let bytesPerWrite = 1 << 18

    init(
        _ format: PCMFormat, _ layout: FLACLayout, reserving headerBytes: Int, file: Int32, disk: Disk,
        listener: @escaping Listener
    ) throws(FLACJoinError) {
        self.format = format
        self.layout = layout
        self.file = file
        self.disk = disk
        self.listener = listener
        seekTable = SeekTable(frames: layout.frames, framesPerSecond: format.framesPerSecond)
        // fLaC, STREAMINFO with its head, and the head of the padding.
        soundOffset = 4 + 4 + StreamInfo.byteCount + seekTable.byteCount + headerBytes + 4
        bytes = soundOffset
        do throws(FLACError) { decoder = try FLACFrameDecoder() } catch { throw .sound(error) }
    }

    /// False, and nothing is written, when it does not decode to so many frames of our format.
    func append(_ frame: [UInt8], frames count: Int) throws(FLACJoinError) -> Bool {
        let taken = frame.withUnsafeBytes { decoder.decode($0) }
        guard taken == frame.count, decoder.samples.count == count * format.channels else { return false }
        let size = count * format.bytesPerFrame
        if packed.count != size { packed = [UInt8](repeating: 0, count: size) }
        PCM.pack(decoder.samples, frames: count, format: format, into: &packed)
        md5.add(packed)
        seekTable.add(.init(frame: frames, offset: bytes - soundOffset, frames: count))
        note(block: count, bytes: frame.count)
        unwritten += frame
        bytes += frame.count
        frames += count
        if unwritten.count >= Self.bytesPerWrite { try flush() }
        try listener(decoder.samples, count)
        return true
    }

    private func note(block: Int, bytes: Int) {
        frameBytes = (min(frameBytes.fewest, bytes), max(frameBytes.most, bytes))
        if let lastBlock { blocks.shortest = min(blocks.shortest, lastBlock) }
        blocks.longest = max(blocks.longest, block)
        lastBlock = block
    }

    private func flush() throws(FLACJoinError) {
        do throws(SystemError) { try disk.write(file, unwritten, bytes - unwritten.count) } catch {
            throw .disk(error)
        }
        unwritten.removeAll(keepingCapacity: true)
    }

    /// The sound is all written; the header is not.
    func finish() throws(FLACJoinError) -> StreamInfo {
        try flush()
        var info = StreamInfo(format: format, framesPerBlock: layout.framesPerBlock)
        if layout.isVariable {
            info.largestBlock = max(blocks.longest, StreamInfo.leastBlock + 1)
            // Equal ones would say that all blocks have this length and bear their own numbers.
            info.smallestBlock = max(StreamInfo.leastBlock, min(blocks.shortest, info.largestBlock - 1))
        }
        info.fewestFrameBytes = frames > 0 ? frameBytes.fewest : 0
        info.mostFrameBytes = frameBytes.most
        info.frames = frames
        info.md5 = md5.digest()
        return info
    }

    var headerBytes: Int { soundOffset }
}
