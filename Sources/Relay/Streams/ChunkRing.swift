import Synchronization

/// The latest encoded frames of a stream, numbered from its beginning; old ones make room for new ones.
final class ChunkRing<Chunk: Sendable>: Sendable {
    private struct Ring: Sendable {
        var chunks: [Chunk] = []
        /// The number that comes next.
        var end = 0
    }

    private let ring = Mutex(Ring())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    func append(_ new: [Chunk]) {
        ring.withLock { ring in
            for chunk in new {
                if ring.chunks.count < capacity {
                    ring.chunks.append(chunk)
                } else {
                    ring.chunks[ring.end % capacity] = chunk
                }
                ring.end += 1
            }
        }
    }

    /// Forgets everything, but never gives a number twice.
    func clear() {
        ring.withLock { ring in
            ring.chunks.removeAll()
            ring.end = (ring.end + capacity - 1) / capacity * capacity
        }
    }

    var end: Int { ring.withLock { $0.end } }

    var oldest: Int { ring.withLock { $0.end - $0.chunks.count } }

    /// Hands over chunks from a number on until `take` has had enough; answers the number after the last one taken.
    func forEach(from number: Int, _ take: (Chunk) -> Bool) -> Int {
        ring.withLock { ring in
            var next = max(number, ring.end - ring.chunks.count)
            while next < ring.end, take(ring.chunks[next % capacity]) { next += 1 }
            return next
        }
    }
}
