import Audio
import Broadcast
import Platform
import Synchronization

/// The levels of the last tenth of a second, measured once for everyone.
final class LevelsBoard: Sendable {
    private struct State {
        var levels: Levels?
        var tenth = 0
    }

    private let state = Mutex(State())

    func set(_ levels: Levels) {
        state.withLock { state in
            state.levels = levels
            state.tenth += 1
        }
    }

    var latest: (levels: Levels?, tenth: Int) { state.withLock { ($0.levels, $0.tenth) } }
}

/// Levels as server-sent events.
final class LevelsStream: HTTPStream, @unchecked Sendable {
    // Unchecked: only the server's thread uses it.
    let wakeGroup = WakeGroup.tenth
    let sendBufferBytes = 4_608
    private let tape: Tape
    private let board: LevelsBoard
    private let watchers: Watchers
    private let address: PeerAddress
    private var lastTenth: Int?

    /// Who has not taken the levels of thirty seconds is not looking.
    private static let patienceTenths = 300

    init(tape: Tape, board: LevelsBoard, watchers: Watchers, address: PeerAddress) {
        self.address = address
        self.tape = tape
        self.board = board
        self.watchers = watchers
    }

    func next(into bytes: inout [UInt8], room: Int, unsentBytes: @autoclosure () -> Int) -> HTTPStreamStep {
        if tape.isClosed { return .end }
        let (levels, tenth) = board.latest
        if tenth - (lastTenth ?? tenth) > Self.patienceTenths { return .end }
        // Old levels help nobody: whoever does not take them gets only the newest.
        guard let levels, tenth != lastTenth, unsentBytes() < 2_048 else { return .wait }
        let line = "data: \(levels.json.description)\n\n"
        let text = Array((lastTenth == nil ? "retry: 1000\n" + line : line).utf8)
        guard text.count <= room else { return .wait }
        lastTenth = tenth
        bytes.replaceSubrange(0..<text.count, with: text)
        return .bytes(text.count)
    }

    func ended() { watchers.left(address) }
}

extension Levels {
    var json: JSON {
        .object([
            ("peak", .array(peak.map { .number($0) })), ("rms", .array(rms.map { .number($0) })),
            ("clipped", .whole(clippedSamples)),
        ])
    }
}
