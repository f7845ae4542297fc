import Platform
import TestSupport

@testable import Lomuz

/// A stream that somebody changes again and again, by chance.
struct History {
    var luck: Luck
    private(set) var state = StreamState.empty

    init(seed: UInt64) { luck = Luck(seed: seed) }

    private static let titles = ["Ω \"quoted\" \\ slash", "Así", "plain", "", "日本語 🎷", "a/b\u{7F}"]

    mutating func publish() throws -> StreamState {
        var records = state.records
        for _ in 0..<Int.random(in: 0...6, using: &luck) {
            let record = try anyRecord()
            records[record.key] = record
        }
        for key in records.keys.sorted() where Int.random(in: 0..<9, using: &luck) == 0 {
            records[key] = nil
        }
        state = try StreamState(records.values)
        return state
    }

    mutating func anyRecord() throws -> Record {
        let number = Int.random(in: 0..<40, using: &luck)
        switch Int.random(in: 0..<8, using: &luck) {
        case 0:
            let items = (0..<Int.random(in: 0...9, using: &luck)).map { "a\($0)" }
            return try Record(Playlist(id: "p\(number)", mode: .shuffle, items: items.shuffled(using: &luck)))
        case 1:
            return try Record(
                Schedule(id: "s\(number)", playlist: "p1", end: TimeOfDay(seconds: number), until: number + 1)
            )
        case 2: return try Record(StreamSettings(timeZone: "Europe/Berlin", loudnessLUFS: -number))
        case 3:
            return try Record(
                kind: "moods",
                .object([("id", .text("m\(number)")), ("more", .array([.whole(number), .null]))]))
        default: return try Record(anyAsset("a\(number)"))
        }
    }

    mutating func anyAsset(_ id: String) throws -> Asset {
        let bytes = [UInt8](repeating: UInt8.random(in: 0...255, using: &luck), count: 3)
        return Asset(
            id: id, sha256: try Fingerprint(of: bytes), bytes: Int.random(in: 1...9_000, using: &luck),
            milliseconds: Int.random(in: 0...400_000, using: &luck),
            title: Self.titles.randomElement(using: &luck) ?? "", isEmergency: Bool.random(using: &luck))
    }
}
