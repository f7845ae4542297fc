import Features
import Glibc
import Segmentation
import Testing

/// What the reference gets wrong, or cannot read.
@Suite struct `beyond the reference` {
    @Test(arguments: [
        recipe("digital silence for idle") { recipe in
            recipe.parts = [
                .off(15, isZero: true), .side(shortSide), .off(15, isZero: true), .side(shortSide),
                .off(15, isZero: true),
            ]
        },
        recipe("preamp switched on and off") { recipe in
            recipe.parts = [
                .off(15, isZero: false), .idle(10), .side(shortSide), .idle(12), .side(shortSide), .idle(10),
                .off(15, isZero: false),
            ]
        },
        recipe("mono at 44.1 kHz") { recipe in (recipe.channels, recipe.framesPerSecond) = (1, 44_100) },
        recipe("24 bits at 96 kHz") { recipe in (recipe.bitsPerSample, recipe.framesPerSecond) = (24, 96_000)
        },
    ])
    func `sides and tracks are where they were put`(recipe: Recipe) throws {
        let found = try Recording(recipe).findings(Rules(gap: 60, track: 15))
        let truth = recipe.truth
        #expect(found.sessions.count == 1)
        #expect(isNear(found.sides, truth.sides, within: 0.2), "\(found.sides)")
        #expect(isNear(found.tracks, truth.tracks, within: 0.7), "\(found.tracks)")
    }

    @Test func `any gain, any cut, an offset, hum or a dead channel changes no time`() throws {
        let plain = recipe("plain") { ($0.bitsPerSample, $0.gain) = (24, -4) }
        let played = Composer(plain).play()
        let rules = Rules(gap: 60, track: 15)
        let found = try Recording(plain, playing: played).findings(rules)
        #expect(found.tracks.count == 2)
        for gain in [Float(-20), 7, 20] {
            var louder = plain
            louder.gain += gain
            #expect(try Recording(louder, playing: played).findings(rules) == found, "\(gain) dB")
        }
        for cuts in [
            [1], [4_799, 4_800, 4_801], [1_234_567, 2_000_001],
            Array(stride(from: 240_000, to: played.count, by: 240_000)),
        ] {
            let heard = try plain.heard(playing: played, cutAfter: cuts)
            #expect(Recording(heard).findings(rules) == found, "cut at \(cuts)")
        }
        var shifted = plain
        for (offset, isDead) in [(Float(0.05), false), (-0.05, false), (0, true)] {
            (shifted.offset, shifted.isRightDead) = (offset, isDead)
            #expect(try Recording(shifted, playing: played).findings(rules).agrees(with: found, within: 0.1))
        }
        let humming = played.enumerated().map { frame, pair in
            pair + Pair(repeating: 0.0447 * sin(2 * Float.pi * Float(frame % 960) / 960))
        }
        #expect(try Recording(plain, playing: humming).findings(rules).agrees(with: found, within: 0.1))
    }

    @Test func `a recording starts in mid-side and its session with it`() throws {
        let found = try Recording(
            recipe("mid-side") { recipe in
                let side = SideRecipe(runIn: 0, pieces: [Recipe.pop(20, gap: 2), Recipe.pop(25)])
                recipe.parts = [.side(side), .idle(15)]
            }
        ).findings(Rules(gap: 60, track: 15))
        #expect(isNear(found.tracks, [0...20, 22...47], within: 0.5), "\(found.tracks)")
    }

    private func isNear(
        _ found: [Findings.Boundaries], _ truth: [ClosedRange<Float>], within seconds: Double
    ) -> Bool {
        found.count == truth.count
            && zip(found, truth).allSatisfy { found, truth in
                abs(found.start - Double(truth.lowerBound)) <= seconds
                    && abs((found.end ?? .infinity) - Double(truth.upperBound)) <= seconds
            }
    }
}

private let shortSide = SideRecipe(pieces: [Recipe.pop(20, gap: 2), Recipe.pop(22)])

private func recipe(_ name: String, _ change: (inout Recipe) -> Void) -> Recipe {
    Recipe.with(name) { recipe in
        recipe.parts = [.idle(12), .side(shortSide), .idle(12)]
        change(&recipe)
    }
}
