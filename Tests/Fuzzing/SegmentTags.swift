import Archive
import Audio
import Platform

/// The header of a file, the tags in it, and all that is computed from them.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let header = FLACHeader(parsing: Array(UnsafeBufferPointer(start: bytes, count: count)))
    guard let header, let tags = SegmentTags(header) else { return 0 }
    precondition(SegmentTags(FLACHeader(streamInfo: header.streamInfo, comments: tags.comments)) == tags)
    precondition(tags.gaps.allSatisfy { $0.end > $0.start && $0.clipped(to: 0..<1) != $0 || $0.end <= 1 })
    precondition(!UTC(microseconds: tags.startMicroseconds).compact.isEmpty)
    return 0
}
