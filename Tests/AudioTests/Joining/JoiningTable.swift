@testable import Audio
import Glibc
import TestSupport

/// FLAC files in a folder and what is in each, to be cut up and joined.
struct JoiningTable {
    let format: PCMFormat
    let folder: String
    private(set) var sources: [Source] = []
    private var luck: Luck

    struct Source {
        let path: String
        let samples: [Int32]
        let frames: Int
    }

    struct Joined {
        let path: String
        let result: FLACJoin
        let samples: [Int32]
        /// Places where a cut may have divided a block.
        let cuts: Int
    }

    init(_ format: PCMFormat, folder: String, seed: UInt64) throws {
        self.format = format
        self.folder = folder
        luck = Luck(seed: seed)
        for blocks in [3, 2, 1] {
            let rest = blocks == 3 ? 0 : Int.random(in: 1..<format.framesPerBlock, using: &luck)
            try add(blocks: blocks, andFrames: rest)
        }
    }

    mutating func add(blocks: Int, andFrames rest: Int) throws {
        let samples = StreamedSound.samples(
            frames: format.framesPerBlock * blocks + rest, format, seed: luck.next())
        let path = folder + "/source-\(sources.count).flac"
        try write(try FLACFile(StreamedSound.packed(samples, format), format).bytes, to: path)
        sources.append(Source(path: path, samples: samples, frames: samples.count / format.channels))
    }

    /// What was joined can be cut again.
    mutating func add(_ joined: Joined) {
        sources.append(
            Source(path: joined.path, samples: joined.samples, frames: joined.samples.count / format.channels)
        )
    }

    /// A random piece of a random source, or silence; and what it sounds like.
    mutating func piece(onBlocks: Bool) -> (FLACPiece, [Int32]) {
        let block = format.framesPerBlock
        if Int.random(in: 0..<6, using: &luck) == 0 {
            let most = [20, block, 3 * block].randomElement(using: &luck) ?? block
            let frames = onBlocks ? most / block * block : Int.random(in: 0...most, using: &luck)
            return (.silence(frames: frames), [Int32](repeating: 0, count: frames * format.channels))
        }
        let source = sources[Int.random(in: 0..<sources.count, using: &luck)]
        var range = Int.random(in: 0..<source.frames, using: &luck)..<source.frames
        if Bool.random(using: &luck) {
            let most = min(range.count, [40, block, 3 * block].randomElement(using: &luck) ?? block)
            range = range.lowerBound..<(range.lowerBound + Int.random(in: 0...most, using: &luck))
        }
        if onBlocks { range = (range.lowerBound / block * block)..<(range.upperBound / block * block) }
        let sound = source.samples[
            (range.lowerBound * format.channels)..<(range.upperBound * format.channels)]
        return (.sound(path: source.path, frames: range), Array(sound))
    }

    mutating func join(_ name: String, pieces count: Int, onBlocks: Bool = false) throws -> Joined {
        let pieces = (0..<count).map { _ in piece(onBlocks: onBlocks) }
        return try join(name, pieces)
    }

    func join(_ name: String, _ pieces: [(piece: FLACPiece, samples: [Int32])]) throws -> Joined {
        let path = folder + "/" + name
        let result = try withOpenFile(path) { file in
            let result = try FLACJoin.write(pieces.map(\.piece), format, reserving: 300, file: file)
            guard let header = result.header([.comments([.init("TITLE", name)])]) else {
                throw TestSupportError("the comments do not fit")
            }
            try overwrite(header, beginningOf: file)
            return result
        }
        return Joined(path: path, result: result, samples: pieces.flatMap(\.samples), cuts: count(pieces) + 1)
    }

    private func count(_ pieces: [(piece: FLACPiece, samples: [Int32])]) -> Int {
        pieces.count { $0.piece.frames > 0 }
    }

    private func overwrite(_ bytes: [UInt8], beginningOf file: Int32) throws {
        guard pwrite(file, bytes, bytes.count, 0) == bytes.count else {
            throw TestSupportError("cannot write")
        }
    }
}

extension JoiningTable.Joined {
    func md5(_ format: PCMFormat) -> [UInt8] {
        var md5 = MD5()
        md5.add(StreamedSound.packed(samples, format))
        return md5.digest()
    }

    /// What of its frames does not agree with what stands before them; nil when all is right.
    func contradiction(_ format: PCMFormat) throws -> String? {
        let info = result.streamInfo
        let isVariable = info.smallestBlock != info.largestBlock
        let reader = try FLACFrameReader(path: path, format: format)
        var frames = 0
        var number = 0
        var points = result.seekTable.points[...]
        while let frame = reader.next() {
            if let point = points.first, point.frame == frames, point.frames == frame.header.frames,
                point.offset + result.headerBytes == frame.offset
            {
                points.removeFirst()
            }
            let size = frame.header.frames
            frames += size
            let isLast = frames == info.frames
            guard frame.header.isVariable == isVariable, frame.header.number == number,
                isLast || size >= info.smallestBlock, size <= info.largestBlock,
                (info.fewestFrameBytes...info.mostFrameBytes).contains(frame.byteCount)
            else { return "a frame of \(size) before \(frames): \(frame.header)" }
            number += isVariable ? size : 1
        }
        guard frames == info.frames, points.isEmpty else { return "\(frames) frames, \(points.count) points" }
        return info.smallestBlock >= 16 && info.largestBlock <= format.framesPerBlock ? nil : "\(info)"
    }

    /// Every frame in the file, from the first to the last, by our own decoder.
    func decoded() throws -> [Int32] {
        try withOpenFile(path) { file in
            let decoder = try FLACDecoder(ByteReader(file: file))
            var samples: [Int32] = []
            while case .block = decoder.next() { samples += decoder.samples }
            return samples
        }
    }
}
