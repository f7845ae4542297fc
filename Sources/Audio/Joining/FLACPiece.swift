package import Platform

/// What a recording is put together from.
package enum FLACPiece: Equatable, Sendable {
    /// Of the sound in a FLAC file, counted from its first frame.
    case sound(path: String, frames: Range<Int>)
    case silence(frames: Int)

    package var frames: Int {
        switch self {
        case .sound(_, let frames): frames.count
        case .silence(let frames): frames
        }
    }
}

/// Why pieces could not be joined.
package enum FLACJoinError: Error, Equatable, CustomStringConvertible {
    case disk(SystemError)
    case sound(FLACError)
    case otherFormat(path: String, PCMFormat, wanted: PCMFormat)
    case tooShort(path: String, frames: Int, wanted: Range<Int>)
    /// More frames than FLAC can count.
    case tooLong(frames: Int)
    /// Whoever listened wanted no more.
    case stopped

    package var description: String {
        switch self {
        case .disk(let error): error.description
        case .sound(let error): error.description
        case .otherFormat(let path, let format, let wanted): "\(path) is \(format), not \(wanted)"
        case .tooShort(let path, let frames, let wanted):
            "\(path) has \(frames) frames, not \(wanted.lowerBound) to \(wanted.upperBound)"
        case .tooLong(let frames): "\(frames) frames are too many for a FLAC file"
        case .stopped: "the joining was stopped"
        }
    }

    /// Whether more room would have helped.
    package var isNoRoom: Bool {
        guard case .disk(let error) = self else { return false }
        return error.isNoRoom
    }
}

/// How the blocks of a recording are counted.
struct FLACLayout: Equatable {
    let framesPerBlock: Int
    /// Whether blocks may have any length; each then bears the number of its first frame instead of its own.
    let isVariable: Bool
    let frames: Int

    /// All blocks can be copied as they are when every cut lies between two of them; only the last may be shorter.
    init(_ pieces: [FLACPiece], format: PCMFormat) throws(FLACJoinError) {
        let block = format.framesPerBlock
        framesPerBlock = block
        frames = pieces.reduce(0) { $0 + $1.frames }
        guard frames < 1 << 36 else { throw .tooLong(frames: frames) }
        var isEven = true
        var last: (path: String, frames: Int?, isEven: Bool) = ("", nil, true)
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            if !isLast && !piece.frames.isMultiple(of: block) { isEven = false }
            guard case .sound(let path, let range) = piece else { continue }
            if last.path != path {
                let reader = try FLACFrameReader(path: path, format: format)
                last = (path, reader.frames, reader.isMadeOfBlocks(of: block))
            }
            if let frames = last.frames, range.upperBound > frames {
                throw .tooShort(path: path, frames: frames, wanted: range)
            }
            if !last.isEven || !range.lowerBound.isMultiple(of: block) { isEven = false }
        }
        isVariable = !isEven
    }

    func number(ofBlockAt frame: Int) -> Int { isVariable ? frame : frame / framesPerBlock }
}
