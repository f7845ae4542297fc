import Archive
import Audio
import Platform

/// What the files below `segments` say of the last days.
struct TapeGathering {
    private(set) var tape = Look.Tape()
    private let presentTape: String?
    private let relayStart: Int64?
    private let now: Int64

    private static let days = 3
    /// What was written while we looked is no later than that.
    private static let patienceMicroseconds: Int64 = 10_000_000
    private static let orphanMicroseconds: Int64 = 600_000_000

    init(_ call: Call, _ look: Look) {
        presentTape = look.relay.status?.tape
        relayStart = look.relayStartMicroseconds
        now = look.now
        let root = call.folders.segments
        let days = Self.days(((try? Files.names(in: root)) ?? []).sorted(), now)
        for day in days {
            for file in (try? Files.names(in: root + "/" + day)) ?? [] {
                guard let name = SegmentName(fileName: file),
                    let facts = Files.facts(root + "/" + day + "/" + file)
                else { continue }
                add(name, day + "/" + file, facts.modifiedMicroseconds)
            }
        }
        tape.orphans = orphans(root, days)
    }

    /// The last ones, and those until today: a clock that was wrong leaves days that are still to come.
    private static func days(_ all: [String], _ now: Int64) -> [String] {
        let today = UTC(microseconds: now).day
        return Set(all.suffix(days) + all.filter { $0 <= today }.suffix(days)).sorted()
    }

    private mutating func add(_ name: SegmentName, _ path: String, _ modified: Int64) {
        tape.latestName = max(tape.latestName ?? .min, name.startMicroseconds)
        // The same clock says nothing of when that was written.
        guard modified <= now + Self.patienceMicroseconds else { return }
        tape.writtenAt = max(tape.writtenAt ?? .min, modified)
        if name.tape != presentTape, modified <= relayStart ?? now {
            tape.lastOfOthersAt = max(tape.lastOfOthersAt ?? .min, modified)
        }
        if path.hasSuffix(SegmentName.finishedSuffix), modified > tape.newestFinishedAt ?? .min {
            tape.newestFinishedAt = modified
            tape.newestFinished = path
        }
    }

    /// One that somebody holds is being written.
    private func orphans(_ root: String, _ days: [String]) -> Int {
        days.reduce(0) { count, day in
            let names = ((try? Files.names(in: root + "/" + day)) ?? []).filter {
                $0.hasSuffix(SegmentName.unfinishedSuffix)
            }
            return count
                + names.count { file in
                    let path = root + "/" + day + "/" + file
                    guard let facts = Files.facts(path), SegmentName(fileName: file)?.tape != presentTape
                    else {
                        return false
                    }
                    return now - facts.modifiedMicroseconds > Self.orphanMicroseconds
                        && Lock.state(path: path) == .free
                }
        }
    }
}

extension Look {
    /// On the wall clock.
    var relayStartMicroseconds: Int64? {
        relay.uptime(at: seconds).map { now - Int64($0 * 1e6) }
    }
}

/// Whether a segment can be heard.
enum SegmentSound {
    /// Nil when all is well, or when it is gone meanwhile.
    static func flaw(_ path: String) -> String? {
        guard let file = try? OpenFile(reading: path) else { return nil }
        guard let decoder = try? FLACDecoder(ByteReader(file: file.descriptor)) else {
            return "it is no FLAC"
        }
        var done = 0
        while true {
            switch decoder.next() {
            case .block(let frames): done += frames
            case .broken, .starved: return "it is broken after \(done) frames"
            case .end: return done > 0 ? nil : "there is nothing in it"
            }
        }
    }
}

extension Look.Board {
    /// A board that has no such file tells nothing.
    init(sys: String) {
        func number(_ path: String, radix: Int) -> Int? {
            guard let bytes = try? Files.read(sys + path) else { return nil }
            let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
            return Int(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text, radix: radix)
        }
        let zones = ((try? Files.names(in: sys + "/class/thermal")) ?? []).filter {
            $0.hasPrefix("thermal_zone")
        }
        let values = zones.compactMap { number("/class/thermal/\($0)/temp", radix: 10) }
        // Sensors that are not there tell nonsense.
        celsius = values.map { Double($0) / 1_000 }.filter { (1...150).contains($0) }.max()
        throttled = number("/devices/platform/soc/soc:firmware/get_throttled", radix: 16)
    }
}
