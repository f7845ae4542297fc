import Archive
import Catalogue
import Foundation
import Testing
import Turntable

/// Boundaries in seconds from some common beginning.
struct Truth {
    var sessions: [ClosedRange<Double>]
    var sides: [ClosedRange<Double>]
    var tracks: [ClosedRange<Double>]

    init(_ truth: TurntableTruth, framesPerSecond: Int) {
        func seconds(_ stretch: TurntableTruth.Stretch) -> ClosedRange<Double> {
            Double(stretch.start) / Double(framesPerSecond)...Double(stretch.end) / Double(framesPerSecond)
        }
        sessions = truth.sessions.map(seconds)
        sides = truth.sides.filter { !$0.tracks.isEmpty }.map { seconds($0.needle) }
        tracks = truth.tracks.map(seconds)
    }

    /// What a catalogue says; times are those of its clock.
    init(_ catalogue: Catalogue, from start: Int64 = evening) throws {
        func seconds(_ extent: Catalogue.Extent) -> ClosedRange<Double> {
            let from = Double(extent.start.microseconds - start) / 1e6
            return from...max(from, Double(extent.end.microseconds - start) / 1e6)
        }
        let found = try catalogue.sessions()
        sessions = found.map { seconds($0.extent) }
        let sides = try found.flatMap { try catalogue.sides(ofSession: $0.id) }
        self.sides = sides.map { seconds($0.extent) }
        tracks = sides.flatMap(\.tracks).map { seconds($0.extent) }
    }

    func expect(
        _ other: Truth, within limit: Double, _ place: SourceLocation = #_sourceLocation
    ) {
        for (name, mine, theirs) in [
            ("sessions", sessions, other.sessions), ("sides", sides, other.sides),
            ("tracks", tracks, other.tracks),
        ] {
            let isSame =
                mine.count == theirs.count
                && zip(mine, theirs).allSatisfy { left, right in
                    abs(left.lowerBound - right.lowerBound) <= limit
                        && abs(left.upperBound - right.upperBound) <= limit
                }
            #expect(isSame, "\(name): \(mine) and \(theirs)", sourceLocation: place)
        }
    }
}
