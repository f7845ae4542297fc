/// One of the blocks before the sound of a FLAC file.
package struct FLACMetadata: Equatable, Sendable {
    package let type: UInt8
    package let body: [UInt8]

    package static let streamInfoType: UInt8 = 0
    package static let paddingType: UInt8 = 1
    package static let seekTableType: UInt8 = 3
    package static let commentsType: UInt8 = 4
    package static let cueSheetType: UInt8 = 5
    package static let pictureType: UInt8 = 6

    /// A block knows its length in 24 bits.
    package static let mostBytes = 0xFF_FFFF

    package init(type: UInt8, body: [UInt8]) {
        self.type = type
        self.body = body
    }

    func bytes(isLast: Bool) -> [UInt8] { [type | (isLast ? 0x80 : 0)] + bigEndian(body.count, 3) + body }
}

extension FLACMetadata {
    package static func comments(_ comments: [FLACHeader.Comment]) -> FLACMetadata {
        FLACMetadata(type: commentsType, body: FLACHeader.bytes(of: comments))
    }

    /// Nil when it is another block, or torn.
    package var comments: [FLACHeader.Comment]? {
        type == Self.commentsType ? FLACHeader.comments(parsing: body[...]) : nil
    }

    package enum ImageType: String, Sendable { case png = "image/png", jpeg = "image/jpeg" }

    /// The picture on the front of the cover.
    package static func frontCover(
        _ image: [UInt8], _ type: ImageType, width: Int, height: Int, bitsPerPixel: Int
    )
        -> FLACMetadata
    {
        let name = Array(type.rawValue.utf8)
        // 3 is the front cover; it bears no description and no palette.
        var body = bigEndian(3, 4) + bigEndian(name.count, 4) + name + bigEndian(0, 4)
        body += bigEndian(width, 4) + bigEndian(height, 4) + bigEndian(bitsPerPixel, 4) + bigEndian(0, 4)
        return FLACMetadata(type: pictureType, body: body + bigEndian(image.count, 4) + image)
    }

    /// Where tracks begin, in frames and in order, at most 254 of them, and where the last one ends.
    package static func cueSheet(tracks: [Int], end: Int) -> FLACMetadata {
        let kept = tracks.prefix(254)
        // No catalogue number, no lead-in, not a compact disc.
        var body = [UInt8](repeating: 0, count: 128 + 8 + 259) + [UInt8(kept.count + 1)]
        for (index, start) in kept.enumerated() {
            body += bigEndian(start, 8) + [UInt8(index + 1)] + [UInt8](repeating: 0, count: 12 + 14) + [1]
            body += bigEndian(0, 8) + [1, 0, 0, 0]
        }
        body += bigEndian(end, 8) + [255] + [UInt8](repeating: 0, count: 12 + 14) + [0]
        return FLACMetadata(type: cueSheetType, body: body)
    }
}

extension FLACMetadata {
    /// All blocks of a file, and where its sound begins; nil when they are torn or it is no FLAC.
    package static func blocks(ofFile file: Int32) -> (blocks: [FLACMetadata], soundOffset: Int)? {
        let window = FileWindow(file: file, capacity: 65_536)
        guard window.bytes(at: 0, 4).elementsEqual("fLaC".utf8) else { return nil }
        var blocks: [FLACMetadata] = []
        var offset = 4
        while true {
            let head = Array(window.bytes(at: offset, 4))
            guard head.count == 4 else { return nil }
            let length = Int(head[1]) << 16 | Int(head[2]) << 8 | Int(head[3])
            guard let body = window.array(at: offset + 4, length) else { return nil }
            blocks.append(FLACMetadata(type: head[0] & 0x7F, body: body))
            offset += 4 + length
            if head[0] & 0x80 != 0 { return (blocks, offset) }
        }
    }
}

/// Where a player that wants to be somewhere finds the block to begin with.
struct SeekTable: Equatable {
    private(set) var points: [Point] = []
    let framesBetween: Int

    struct Point: Equatable {
        let frame: Int
        /// Counted from the first byte of sound.
        let offset: Int
        let frames: Int
    }

    private static let pointBytes = 18
    private static let secondsBetween = 10

    /// The most points that a block can hold; a longer recording gets wider steps.
    private static let mostPoints = 100_000

    /// As many points as sound of this length needs, to be filled in later.
    init(frames: Int, framesPerSecond: Int) {
        framesBetween = max(framesPerSecond * Self.secondsBetween, frames / Self.mostPoints + 1)
        capacity = frames == 0 ? 0 : (frames - 1) / framesBetween + 1
    }

    private let capacity: Int

    var byteCount: Int { 4 + capacity * Self.pointBytes }

    /// Called for every block, takes one every now and then.
    mutating func add(_ point: Point) {
        guard points.count < capacity, point.frame >= points.count * framesBetween else { return }
        points.append(point)
    }

    var block: FLACMetadata {
        var body = points.flatMap {
            bigEndian($0.frame, 8) + bigEndian($0.offset, 8) + bigEndian($0.frames, 2)
        }
        let unused = [UInt8](repeating: 0xFF, count: 8) + [UInt8](repeating: 0, count: 10)
        for _ in points.count..<capacity { body += unused }
        return FLACMetadata(type: FLACMetadata.seekTableType, body: body)
    }
}
