import Audio
import Platform
import Synchronization

/// Turns blocks of the tape into chunks. Made anew each time somebody begins to listen.
protocol ChunkCoder: AnyObject {
    associatedtype Chunk: Sendable
    func encode(_ block: [UInt8], frames: Int) throws -> [Chunk]
}

/// One encoder for all listeners of a stream, on a thread of its own; it sleeps while nobody listens. When somebody
/// comes it begins a little in the past, so that there is something to hear at once.
final class SharedEncoder<Coder: ChunkCoder>: Sendable {
    let ring: ChunkRing<Coder.Chunk>
    private let tape: Tape
    private let burstSeconds: Int
    private let blocksPerNews: Int
    private let makeCoder: @Sendable () throws -> Coder
    private let tellNews: @Sendable () -> Void
    private let log: Log
    private let users = Atomic<Int>(0)
    private let working = Atomic<Bool>(false)
    private let bell = Bell()

    /// Somebody who reconnects finds the encoder still awake.
    private static var lingerNanoseconds: Int64 { 2_000_000_000 }

    init(
        tape: Tape, chunksKept: Int, burstSeconds: Int, log: Log,
        blocksPerNews: Int = 1, tellNews: @escaping @Sendable () -> Void = {},
        makeCoder: @escaping @Sendable () throws -> Coder
    ) {
        self.tape = tape
        self.burstSeconds = burstSeconds
        self.blocksPerNews = blocksPerNews
        self.log = log
        self.makeCoder = makeCoder
        self.tellNews = tellNews
        ring = ChunkRing(capacity: chunksKept)
    }

    func begin() {
        users.add(1, ordering: .acquiringAndReleasing)
        bell.ring()
    }

    func end() { users.subtract(1, ordering: .acquiringAndReleasing) }

    var isWorking: Bool { working.load(ordering: .relaxed) }

    private var isWanted: Bool { users.load(ordering: .acquiring) > 0 }

    /// Until the tape has ended.
    func run() {
        while !tape.isClosed {
            let seen = bell.count
            guard isWanted else {
                bell.wait(since: seen, milliseconds: 500)
                continue
            }
            do {
                try encodeWhileWanted(makeCoder())
            } catch {
                log.error("encoder failed", ["reason": "\(error)"])
                Clock.system.sleep(1_000_000_000)
            }
        }
    }

    private func encodeWhileWanted(_ coder: Coder) throws {
        working.store(true, ordering: .relaxed)
        defer {
            working.store(false, ordering: .relaxed)
            ring.clear()
        }
        let frames = tape.format.framesPerBlock
        var block = [UInt8](repeating: 0, count: frames * tape.format.bytesPerFrame)
        var position = start
        var unwantedSince: Int64?
        while !tape.isClosed {
            let now = Clock.system.monotonicNanoseconds()
            unwantedSince = isWanted ? nil : unwantedSince ?? now
            if let unwantedSince, now - unwantedSince > Self.lingerNanoseconds { return }
            let seen = tape.bell.count
            switch tape.read(from: position, frames: frames, into: &block) {
            case .whole:
                ring.append(try coder.encode(block, frames: frames))
                position += frames
                if position / frames % blocksPerNews == 0 { tellNews() }
            case .notYet: tape.bell.wait(since: seen, milliseconds: 200)
            case .overwritten: position = start
            }
        }
    }

    /// A burst ago, on a whole block, which is also where segments have their blocks.
    private var start: Int {
        let block = tape.format.framesPerBlock
        let wanted = tape.end - burstSeconds * tape.format.framesPerSecond - 2 * block
        let oldest = tape.oldest == 0 ? 0 : tape.oldest + tape.format.framesPerSecond
        return (max(oldest, wanted) + block - 1) / block * block
    }
}
