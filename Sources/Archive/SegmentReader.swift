package import Audio
import Platform

/// A finished segment, read only.
package struct SegmentReader: ~Copyable {
    package let name: SegmentName
    package let tags: SegmentTags
    package let streamInfo: StreamInfo
    package let bytes: Int
    private let file: OpenFile

    package init(path: String, name: SegmentName) throws(SegmentFlaw) {
        let file = try Self.open(path)
        guard let bytes = file.bytes else { throw .foreign("it is no plain file") }
        guard let header = SegmentRepair.header(ofFile: file.descriptor) else {
            throw .torn("its header cannot be read")
        }
        guard let tags = SegmentTags(header) else { throw .foreign("it does not say of which tape it is") }
        guard tags.tape == name.tape, tags.firstFrame == name.firstFrame else {
            throw .foreign("it says that it is frame \(tags.firstFrame) of tape \(tags.tape)")
        }
        guard header.streamInfo.frames > 0 else { throw .torn("it was not finished") }
        self.name = name
        self.tags = tags
        self.bytes = bytes
        streamInfo = header.streamInfo
        self.file = file
    }

    /// Of the tape.
    package var frames: Range<Int> { tags.firstFrame..<tags.firstFrame + streamInfo.frames }

    /// Gives `listener` every block, in order. One that is broken, or is not as the header says, ends it.
    package func decode<Listener: ~Copyable>(
        for listener: inout Listener, _ hear: (inout Listener, Span<Int32>) -> Void
    ) throws(SegmentFlaw) {
        guard let decoder = try? FLACDecoder(ByteReader(file: file.descriptor)) else {
            throw .unreadable("no memory to decode it")
        }
        var done = 0
        while true {
            switch decoder.next() {
            case .block(let count):
                guard decoder.format == streamInfo.format, decoder.firstFrame == done else {
                    throw .torn("what it says of itself is not so after \(done) frames")
                }
                done += count
                let samples = decoder.samples
                hear(&listener, samples.span)
            case .broken: throw .torn("it is broken after \(done) of \(streamInfo.frames) frames")
            case .starved: throw .unreadable("it cannot be read after \(done) frames")
            case .end:
                guard done == streamInfo.frames else {
                    throw .torn("it has \(done) of \(streamInfo.frames) frames")
                }
                return
            }
        }
    }

    /// Its last frames, interleaved; nil where it is not whole at its end.
    package func tail(frames: Int) -> [Int32]? {
        guard frames <= streamInfo.frames else { return nil }
        return FLACTail.samples(
            file: file.descriptor, bytes: bytes, streamInfo: streamInfo,
            audioOffset: SegmentTags.headerBytes, frames: frames)
    }

    private static func open(_ path: String) throws(SegmentFlaw) -> OpenFile {
        do throws(SystemError) {
            return try OpenFile(reading: path)
        } catch {
            throw error.isMissing ? .gone : .unreadable("\(error)")
        }
    }
}

/// Why a file among the segments is not taken for one.
package enum SegmentFlaw: Error, Equatable, CustomStringConvertible {
    /// Somebody removed it meanwhile.
    case gone
    /// The system does not let us; another time it may.
    case unreadable(String)
    case torn(String)
    case foreign(String)

    package var description: String {
        switch self {
        case .gone: "it is gone"
        case .unreadable(let reason): "unreadable: \(reason)"
        case .torn(let reason): "torn: \(reason)"
        case .foreign(let reason): "foreign: \(reason)"
        }
    }
}
