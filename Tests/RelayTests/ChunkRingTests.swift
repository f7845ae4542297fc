import TestSupport
import Testing

@testable import Relay

@Suite struct `the ring of chunks` {
    @Test func `gives what is there, from a number on, until it is enough`() {
        let ring = ChunkRing<Int>(capacity: 5)
        #expect(ring.end == 0 && ring.oldest == 0)
        #expect(take(from: 0, of: ring) == ([], 0))
        ring.append([0, 1, 2])
        #expect(take(from: 0, of: ring) == ([0, 1, 2], 3))
        #expect(take(from: 2, of: ring) == ([2], 3))
        #expect(take(from: 3, of: ring) == ([], 3))
        #expect(take(from: 0, most: 2, of: ring) == ([0, 1], 2))
    }

    @Test func `forgets the oldest`() {
        let ring = ChunkRing<Int>(capacity: 5)
        for number in 0..<23 { ring.append([number]) }
        #expect(ring.oldest == 18 && ring.end == 23)
        #expect(take(from: 0, of: ring) == ([18, 19, 20, 21, 22], 23))
        ring.append(Array(23..<40))
        #expect(take(from: 22, of: ring) == (Array(35..<40), 40))
    }

    @Test func `never gives a number twice, even after forgetting everything`() {
        var luck = Luck(seed: 5)
        let ring = ChunkRing<Int>(capacity: 7)
        var end = 0
        for _ in 0..<500 {
            if Int.random(in: 0..<10, using: &luck) == 0 {
                ring.clear()
                #expect(ring.end >= end && ring.oldest == ring.end)
                end = ring.end
            }
            let count = Int.random(in: 0...10, using: &luck)
            ring.append(Array(end..<(end + count)))
            end += count
            #expect(ring.end == end)
            let (chunks, next) = take(from: ring.oldest, of: ring)
            #expect(chunks == Array(ring.oldest..<end) && next == end)
        }
    }

    private func take(from number: Int, most: Int = .max, of ring: ChunkRing<Int>) -> ([Int], Int) {
        var chunks: [Int] = []
        let next = ring.forEach(from: number) { chunk in
            guard chunks.count < most else { return false }
            chunks.append(chunk)
            return true
        }
        return (chunks, next)
    }
}
