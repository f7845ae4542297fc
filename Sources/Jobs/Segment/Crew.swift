import Platform
import Synchronization

/// Does many pieces of work on all processors; the answers come in the order of the work.
struct Crew {
    private let stop: StopFlag

    init(stop: StopFlag) { self.stop = stop }

    private struct Board<Answer: Sendable>: Sendable {
        var next = 0
        var done = 0
        var answers: [Answer?]
    }

    /// Nil for what was not begun any more, because somebody wants us to stop. `progress` is told how many are done.
    func work<Piece: Sendable, Answer: Sendable>(
        on pieces: [Piece], progress: (Int) -> Void, _ body: @escaping @Sendable (Piece) -> Answer
    ) -> [Answer?] {
        let board = Shared(Board<Answer>(answers: Array(repeating: nil, count: pieces.count)))
        let member: @Sendable () -> Void = { [stop] in
            while !stop.isSet, let index = board.take(pieces.count) {
                board.put(body(pieces[index]), at: index)
            }
        }
        let threads = (1..<max(1, min(Processors.count, pieces.count))).compactMap { number in
            // Without more threads it only takes longer.
            try? WorkerThread(name: "crew \(number)", stackBytes: 1_048_576, member)
        }
        while !stop.isSet, let index = board.take(pieces.count) {
            progress(board.put(body(pieces[index]), at: index))
        }
        for thread in threads { thread.join() }
        return board.answers
    }

    private final class Shared<Answer: Sendable>: Sendable {
        private let board: Mutex<Board<Answer>>

        init(_ board: Board<Answer>) { self.board = Mutex(board) }

        func take(_ count: Int) -> Int? {
            board.withLock { board in
                guard board.next < count else { return nil }
                board.next += 1
                return board.next - 1
            }
        }

        /// Answers how many are done.
        @discardableResult
        func put(_ answer: Answer, at index: Int) -> Int {
            board.withLock { board in
                board.answers[index] = answer
                board.done += 1
                return board.done
            }
        }

        var answers: [Answer?] { board.withLock(\.answers) }
    }
}
