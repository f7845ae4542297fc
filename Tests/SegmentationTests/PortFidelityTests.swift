import Foundation
import Segmentation
import Testing

/// The numpy reference's answers lie in Fixtures, by recipe and settings.
@Suite struct `port fidelity` {
    @Test(arguments: Recipe.all)
    func `agrees with the reference within a tenth of a second`(recipes: [Recipe]) throws {
        let played = recipes.first.map { Composer($0).play() } ?? []
        for recipe in recipes {
            let answers = try Answer.all().filter { $0.recipe == recipe.name }
            #expect(!answers.isEmpty)
            let recording = try Recording(recipe, playing: played)
            for answer in answers {
                let found = recording.findings(Rules(gap: answer.gap, track: answer.track))
                #expect(found.agrees(with: answer.findings, within: 0.1), "\(answer) but \(found)")
            }
        }
    }
}

/// `recipe|gap|track|sessions|sides|tracks`, each of the last three as `start-end` in seconds, `start-` open.
private struct Answer {
    let recipe: String
    let gap: Int
    let track: Int
    var findings = Findings()

    static func all(file: String = #filePath) throws -> [Answer] {
        let fixture = URL(filePath: file).deletingLastPathComponent().appending(
            path: "Fixtures/reference.txt")
        return try String(contentsOf: fixture, encoding: .utf8).split(separator: "\n").compactMap(Answer.init)
    }

    init?(line: Substring) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count == 6, let gap = Int(fields[1]), let track = Int(fields[2]) else { return nil }
        recipe = String(fields[0])
        self.gap = gap
        self.track = track
        findings.sessions = Self.boundaries(fields[3])
        findings.sides = Self.boundaries(fields[4])
        findings.tracks = Self.boundaries(fields[5])
    }

    private static func boundaries(_ text: Substring) -> [Findings.Boundaries] {
        text.split(separator: " ").compactMap { pair in
            let ends = pair.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let start = Double(ends[0]) else { return nil }
            return Findings.Boundaries(start: start, end: Double(ends[1]))
        }
    }
}
