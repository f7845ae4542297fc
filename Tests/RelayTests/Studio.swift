import Audio
import Broadcast
import Platform
import Synchronization

@testable import Relay

/// A tape whose every frame says its own number, and what streams of it need around them.
final class Studio {
    static let format = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)

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
            tape.append(Self.numbered(tape.end, frames: piece), frames: piece)
            left -= piece
        }
    }

    func listener(to stream: StreamKind) throws -> Listener {
        let request = HTTPRequest(method: "GET", path: "/stream." + stream.rawValue)
        return try listeners.admit(request, to: stream).get()
    }

    /// Both halves of a number, one per channel, lowest byte first.
    static func numbered(_ first: Int, frames: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: frames * 4)
        for frame in 0..<frames {
            for byte in 0..<4 {
                bytes[frame * 4 + byte] = UInt8(truncatingIfNeeded: (first + frame) >> (byte * 8))
            }
        }
        return bytes
    }

    /// Nil when they do not follow each other.
    static func numbers(_ bytes: [UInt8]) -> Range<Int>? {
        guard bytes.count >= 4, bytes.count % 4 == 0 else { return nil }
        let first = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << ($1 * 8) }
        return numbered(first, frames: bytes.count / 4) == bytes ? first..<(first + bytes.count / 4) : nil
    }

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
