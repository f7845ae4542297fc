package import Archive
package import Audio

extension Catalogue {
    /// What a finished segment says of itself, and how large its file is: all that is indexed.
    package struct SegmentFile: Equatable, Sendable {
        /// Below `segments`: the folder of the day, and the name.
        package var path: String
        package var bytes: Int
        package var frames: Int
        package var format: PCMFormat
        package var tags: SegmentTags

        package init(path: String, bytes: Int, frames: Int, format: PCMFormat, tags: SegmentTags) {
            self.path = path
            self.bytes = bytes
            self.frames = frames
            self.format = format
            self.tags = tags
        }
    }

    /// A segment that has been indexed.
    package struct Segment: Equatable, Sendable {
        package let id: Int
        package let tape: String
        package let frames: Range<Int>
        package let format: PCMFormat
        /// Of the first frame, by the best anchor of the tape that is known.
        package let startMicroseconds: Int64
        package let path: String
        package let bytes: Int
        package let device: String
        package let holeBefore: Hole?
        /// Some run is about to remove its file: nobody may begin to use it.
        package let isBeingDeleted: Bool

        package var endMicroseconds: Int64 {
            startMicroseconds + format.nanoseconds(frames: frames.count) / 1_000
        }

        init(_ row: borrowing Row) {
            id = row[0]
            tape = row[1]
            let (first, count): (Int, Int) = (row[2], row[3])
            frames = first..<first + count
            format = PCMFormat(framesPerSecond: row[4], channels: row[5], bitsPerSample: row[6])
            startMicroseconds = row[7]
            path = row[8]
            bytes = row[9]
            device = row[10]
            let cause: String? = row[12]
            let hole: Int? = row[11]
            holeBefore = cause.flatMap(Hole.Cause.init).flatMap { cause in
                hole.map { Hole(frames: $0, cause: cause) }
            }
            isBeingDeleted = row[13]
        }
    }
}
