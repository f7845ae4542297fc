import Audio
import Foundation
import Glibc
import TestSupport

/// A relay that is open for listeners, and its folder. Everything here blocks.
final class OpenRelay: Sendable {
    let process: RelayProcess
    let port: Int
    let folder: String
    /// Not to be swept away while it is in use.
    private let scratch: Scratch

    init(_ settings: [String: String], in scratch: Scratch) throws {
        self.scratch = scratch
        folder = try scratch.folder("vinyl-" + UUID().uuidString)
        process = try RelayProcess(["VINYL_FOLDER": folder].merging(settings) { $1 }, in: scratch)
        let process = process
        port = try patiently("the relay is open for listeners") {
            process.isRunning ? process.number("port", of: "open for listeners") : nil
        }
    }

    /// Plays sound that counts its frames, at the pace of a record.
    convenience init(counting seconds: Double, _ settings: [String: String] = [:], in scratch: Scratch) throws
    {
        let path = scratch.path + "/counting-\(seconds).wav"
        try CountingFile.write(seconds: seconds, to: path)
        try self.init(["AUDIO_DEVICE": "file:" + path].merging(settings) { $1 }, in: scratch)
    }

    func ask(_ method: String, _ path: String, headers: [String] = []) throws -> Answer {
        try Answer.to(method, path, port: port, headers: headers)
    }

    func radio(_ path: String, keepsSound: Bool = false) -> Radio {
        Radio(port: port, Radio.Plan(path, keepsSound: keepsSound))
    }

    /// A number deep inside `/status`.
    func number(_ path: String...) throws -> Int {
        var value: Any? = try ask("GET", "/status").object
        for key in path { value = (value as? [String: Any])?[key] }
        guard let number = value as? NSNumber else {
            throw NeverHappened(description: "no \(path) in /status")
        }
        return number.intValue
    }

    func listeners(to stream: String) throws -> Int { try number("streams", stream, "listeners") }

    /// Sockets and files it holds open.
    var descriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.pid)/fd").count) ?? 0
    }

    var residentKilobytes: Int {
        let line = text(of: "/proc/\(process.pid)/status").split(separator: "\n").first {
            $0.hasPrefix("VmRSS:")
        }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// Asks it to stop; how it ended and how long that took.
    func stop() throws -> (how: ChildProcess.Ending.How, seconds: Double) {
        let start = monotonicSeconds()
        process.child.signal(SIGTERM)
        let ending = try patiently("the relay ends", every: 0.002) { process.child.ended }
        return (ending.how, monotonicSeconds() - start)
    }
}

/// Counted sound as a WAV file.
enum CountingFile {
    /// `change` may put other samples over the numbers of a second.
    static func write(
        seconds: Double, to path: String, change: (_ second: Int, inout [UInt8]) -> Void = { _, _ in }
    ) throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        let rate = CountedSound.format.framesPerSecond
        let frames = Int(seconds * Double(rate))
        var bytes = WAVHeader.endless(CountedSound.format)
        for second in 0..<((frames + rate - 1) / rate) {
            var piece = CountedSound.bytes(from: second * rate, frames: min(rate, frames - second * rate))
            change(second, &piece)
            bytes += piece
        }
        try Data(bytes).write(to: URL(filePath: path))
    }
}
