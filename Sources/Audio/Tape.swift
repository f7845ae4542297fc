import CLinux
import Glibc
package import Platform
import Synchronization

/// The endless sound of one run, of which the last seconds lie in memory: one writer, any number of readers by
/// position. The writer takes no lock, allocates nothing and waits for nobody.
package final class Tape: @unchecked Sendable {
    // Unchecked: the ring is touched through atomic copies only, and everything else is atomic or constant.
    package let id: String
    package let format: PCMFormat
    package let capacityFrames: Int
    package let gaps = GapLog()
    package let anchors = AnchorBoard()
    package let bell = Bell()
    /// Why the ring could not be locked in memory, if it could not.
    package let lockFailure: SystemError?

    private let ring: UnsafeMutableRawPointer
    private let written = Atomic<Int>(0)
    private let claimed = Atomic<Int>(0)
    private let closed = Atomic<Bool>(false)

    package init(id: String, format: PCMFormat, seconds: Int = 34) {
        self.id = id
        self.format = format
        capacityFrames = seconds * format.framesPerSecond
        let bytes = capacityFrames * format.bytesPerFrame
        ring = .allocate(byteCount: bytes, alignment: 4_096)
        lockFailure = mlock(ring, bytes) == 0 ? nil : SystemError(errno, doing: "lock the tape in memory")
        memset(ring, 0, bytes)
    }

    deinit {
        munlock(ring, capacityFrames * format.bytesPerFrame)
        ring.deallocate()
    }

    package func append(_ bytes: [UInt8], frames: Int) {
        precondition(frames <= capacityFrames && bytes.count >= frames * format.bytesPerFrame)
        bytes.withUnsafeBytes { source in
            write(frames) { offset, target, count in
                linux_copy_to_shared(target, source.baseAddress?.advanced(by: offset), count)
            }
        }
    }

    /// Fills what the device did not give; the gap is on record before its silence can be read.
    package func appendGap(frames: Int, cause: Gap.Cause) {
        var left = frames
        while left > 0 {
            let piece = min(left, format.framesPerSecond)
            gaps.add(Gap(start: end, frames: piece, cause: cause))
            write(piece) { _, target, count in linux_clear_shared(target, count) }
            left -= piece
        }
    }

    /// No frame follows any more.
    package func close() {
        closed.store(true, ordering: .releasing)
        bell.ring()
    }

    private func write(_ frames: Int, _ copy: (_ offset: Int, UnsafeMutableRawPointer, _ count: Int) -> Void)
    {
        let start = written.load(ordering: .relaxed)
        claimed.store(start + frames, ordering: .relaxed)
        eachPiece(from: start, frames: frames, copy)
        written.store(start + frames, ordering: .releasing)
        bell.ring()
    }

    /// The first frame that is not there yet.
    package var end: Int { written.load(ordering: .acquiring) }

    /// The first frame that still lies in memory; it may be overwritten at the next moment.
    package var oldest: Int { max(0, claimed.load(ordering: .relaxed) - capacityFrames) }

    package var isClosed: Bool { closed.load(ordering: .acquiring) }

    package enum Reading: Equatable, Sendable { case whole, notYet, overwritten }

    /// Copies the frames, all of them or, as the answer says, none that may be used.
    package func read(from start: Int, frames: Int, into bytes: inout [UInt8]) -> Reading {
        precondition(bytes.count >= frames * format.bytesPerFrame)
        guard start + frames <= end else { return .notYet }
        guard start >= oldest else { return .overwritten }
        bytes.withUnsafeMutableBytes { target in
            eachPiece(from: start, frames: frames) { offset, source, count in
                linux_copy_from_shared(target.baseAddress?.advanced(by: offset), source, count)
            }
        }
        return start >= oldest ? .whole : .overwritten
    }

    /// At most two pieces: up to the end of the ring, and on from its beginning.
    private func eachPiece(
        from start: Int, frames: Int, _ body: (_ offset: Int, UnsafeMutableRawPointer, _ count: Int) -> Void
    ) {
        let place = start % capacityFrames
        let first = min(frames, capacityFrames - place)
        let size = format.bytesPerFrame
        body(0, ring.advanced(by: place * size), first * size)
        if first < frames { body(first * size, ring, (frames - first) * size) }
    }
}
