import Features
import Segmentation
import Testing

@Suite struct `side` {
    @Test func `says how loud it is and how sure`() throws {
        let side = try mixedSide()
        #expect(abs(side.idleFloor.decibels + 101) < 1)
        #expect(abs(side.grooveFloor.decibels + 85) < 6)
        #expect(side.musicDecibels > side.grooveFloor.decibels + 12)
        #expect(side.confidence > 0.9)
        #expect(side.clippedSamples == 0)
        #expect(side.gaps.count { $0.isTaken } == side.tracks.count - 1)
    }

    @Test func `that is too loud says how many samples were clipped`() throws {
        let loud = Recipe.with("loud") { recipe in
            recipe.gain = 24
            recipe.parts = [.idle(10), .side(SideRecipe(pieces: [Recipe.pop(20)])), .idle(80)]
        }
        let chapters = try Recording(loud).chapters(Rules(gap: 60, track: 15))
        let side = try #require(chapters.flatMap(\.sessions).first?.sides.first)
        #expect(side.clippedSamples > 100)
        #expect(chapters.flatMap(\.events).count { $0.kind == .clippingDetected } == 1)
    }

    private func mixedSide() throws -> Side {
        let recipe = Recipe.with("four pieces") { recipe in
            recipe.parts = [
                .idle(12),
                .side(
                    SideRecipe(pieces: [
                        Recipe.pop(25, gap: 2.5), Recipe.pop(25, gap: 1.5), Recipe.pop(20, gap: 0.5),
                        Recipe.pop(25),
                    ])), .idle(12),
            ]
        }
        let chapters = try Recording(recipe).chapters(Rules(gap: 60, track: 15))
        return try #require(chapters.flatMap(\.sessions).first?.sides.first)
    }
}
