import Catalogue
import Platform
import Testing

@testable import Jobs

@Suite struct `the health of a Lomuz player` {
    private struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let wrong: [String: Verdict]
        let change: @Sendable (inout LomuzFigures, inout Int64?, inout String?) -> Void

        init(
            _ testDescription: String, _ wrong: [String: Verdict],
            _ change: @escaping @Sendable (inout LomuzFigures, inout Int64?, inout String?) -> Void
        ) {
            self.testDescription = testDescription
            self.wrong = wrong
            self.change = change
        }
    }

    private static let cases = [
        Case("good", [:]) { _, _, _ in },
        Case("a day and more without its origin", ["lomuz": .warning]) { _, synced, _ in
            synced = Look.nowOfTests - 90_000_000_000
        },
        Case("new", ["lomuz": .warning, "music": .critical]) { figures, synced, _ in
            figures = LomuzFigures()
            synced = nil
        },
        Case("lied to", ["lomuz": .critical]) { _, _, refusal in refusal = "refused: an older head" },
        Case("given wrong bytes", ["media": .warning]) { figures, _, _ in figures.poisoned = 1 },
        Case("waiting for media", [:]) { figures, _, _ in figures.missing = 9 },
    ]

    @Test(arguments: cases)
    private func `tells what is wrong, with advice`(example: Case) throws {
        var figures = LomuzFigures()
        figures.playableSeconds = 7_200
        figures.emergencyHere = 3
        var synced: Int64? = Look.nowOfTests - 60_000_000
        var refusal: String?
        example.change(&figures, &synced, &refusal)
        var look = try Look.healthy()
        look.player = PlayerHealth(
            "shop", figures, synced, lastRefusal: refusal, atMicroseconds: look.now)
        let wrong = look.checks.filter { $0.verdict != .ok }
        #expect(Dictionary(uniqueKeysWithValues: wrong.map { ($0.name, $0.verdict) }) == example.wrong)
        #expect(wrong.allSatisfy { $0.advice?.isEmpty == false })
    }
}
