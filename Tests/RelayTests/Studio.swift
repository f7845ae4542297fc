import Audio
import Broadcast
import Platform
import Synchronization
import TestSupport

@testable import Relay

/// A tape whose every frame says its own number, and what streams of it need around them.
final class Studio {
    static let format = CountedSound.format

    let tape: Tape
    let notebook = Notebook()
    let listeners: Listeners

    init(most: Int = 100) {
        tape = Tape(id: "0badcafe", format: Self.format)
        listeners = Listeners(most: most, mostPerAddress: 0, clock: .system, log: notebook.log)
    }

    func play(seconds: Double) { play(frames: Int(seconds * 48_000)) }

    func play(frames: Int) {
        var left = frames
        while left > 0 {
            let piece = min(left, 24_000)
            tape.append(CountedSound.bytes(from: tape.end, frames: piece), frames: piece)
            left -= piece
        }
    }

    func listener(to stream: StreamKind) throws -> Listener {
        let request = HTTPRequest(method: "GET", path: "/stream." + stream.rawValue)
        return try listeners.admit(request, to: stream).get()
    }

    /// Nil when they do not follow each other.
    static func numbers(_ bytes: [UInt8]) -> Range<Int>? { CountedSound.range(bytes) }

    static func settings(_ text: String = "") throws -> RelaySettings {
        try RelaySettings(
            Settings(parsing: "AUDIO_DEVICE=simulated\nVINYL_FOLDER=/tmp\n" + text, from: "test"))
    }
}

/// A log that can be read.
final class Notebook: Sendable {
    private let written = Mutex<[String]>([])

    var lines: [String] { written.withLock { $0 } }

    var log: Log { Log { [self] _, line in written.withLock { $0.append(line) } } }
}

extension HTTPStream {
    /// The next bytes, or nil when there are none now.
    func take(room: Int = 32_768, unsent: Int = 0) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        guard case .bytes(let count) = next(into: &bytes, room: room, unsentBytes: unsent) else { return nil }
        return Array(bytes[..<count])
    }

    /// Everything there is until it wants to wait, or ends.
    func takeAll(room: Int = 32_768) -> [UInt8] {
        var all: [UInt8] = []
        while let bytes = take(room: room) { all += bytes }
        return all
    }

    var step: HTTPStreamStep {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        return next(into: &bytes, room: 32_768, unsentBytes: 0)
    }
}
