extension Recipe {
    /// Recordings of the same playing, which differ in what was done to its sound, stand together.
    static let all: [[Recipe]] = [
        [plain, hot, offset, dead, dropouts], [hum], [worn], [locked], [quiet], [single45], [silence],
        [sparsePiano], [mixed], [gainKnob],
    ]

    static let plain = with("plain") { recipe in
        recipe.parts = [
            .idle(11), .side(SideRecipe(pieces: [pop(32, gap: 2), pop(31, gap: 1.5), pop(16)])), .idle(14),
            .side(SideRecipe(pieces: [pop(18, gap: 3), pop(33)], runOut: 9)), .idle(11),
        ]
    }

    static let hum = with("hum") { recipe in
        (recipe.seed, recipe.hum) = (12, -30)
        recipe.parts = [
            .idle(10), .side(SideRecipe(pieces: [pop(18, gap: 2), pop(31, gap: 2), pop(16)])), .idle(70),
            .side(SideRecipe(pieces: [pop(18)])), .idle(10),
        ]
    }

    static let worn = with("worn") { recipe in
        (recipe.seed, recipe.groove, recipe.wear, recipe.crackle) = (3, -55, 6, 12)
        recipe.parts = [
            .idle(11), .side(SideRecipe(pieces: [pop(31, gap: 2.5), pop(33, gap: 2), pop(16)], runOut: 20)),
            .idle(11),
        ]
    }

    static let locked = with("locked") { recipe in
        recipe.seed = 4
        recipe.parts = [
            .idle(10), .side(SideRecipe(pieces: [pop(18, gap: 2), pop(16)], locked: 100)), .idle(10),
            .side(SideRecipe(pieces: [pop(20)])), .idle(70),
        ]
    }

    static let quiet = with("quiet") { recipe in
        (recipe.seed, recipe.groove) = (5, -64)
        recipe.parts = [
            .idle(11),
            .side(
                SideRecipe(pieces: [
                    Piece(kind: .strings, seconds: 40, level: -46, fadeIn: 3, fadeOut: 5, gap: 4),
                    Piece(kind: .strings, seconds: 34, level: -42, fadeIn: 2, fadeOut: 3),
                ])), .idle(12),
        ]
    }

    static let hot = with("hot") { recipe in
        recipe.gain = 14
        recipe.parts = plain.parts
    }

    static let single45 = with("45 rpm") { recipe in
        (recipe.seed, recipe.revolution) = (7, 1.333)
        recipe.parts = [
            .idle(11), .side(SideRecipe(runIn: 2, pieces: [pop(32)], runOut: 3)), .idle(12),
            .side(SideRecipe(runIn: 2, pieces: [pop(20)], runOut: 3)), .idle(11),
        ]
    }

    static let silence = with("no music") { recipe in
        recipe.seed = 8
        recipe.parts = [.idle(30), .bump, .idle(40), .side(SideRecipe(runIn: 20, runOut: 0)), .idle(20)]
    }

    static let sparsePiano = with("sparse piano") { recipe in
        (recipe.seed, recipe.groove) = (9, -62)
        recipe.parts = [
            .idle(15),
            .side(
                SideRecipe(pieces: [
                    Piece(kind: .piano, seconds: 40, level: -24, fadeOut: 2, gap: 4),
                    Piece(kind: .piano, seconds: 34, level: -28, fadeOut: 2),
                ])), .idle(15),
        ]
    }

    static let mixed = with("speech and applause") { recipe in
        recipe.seed = 10
        recipe.parts = [
            .idle(10),
            .side(
                SideRecipe(pieces: [
                    Piece(kind: .speech, seconds: 32, level: -20, gap: 3), pop(18),
                    Piece(kind: .applause, seconds: 12, level: -26, fadeIn: 1, fadeOut: 4, gap: 2.5),
                    Piece(kind: .organ, seconds: 31, level: -22, fadeIn: 1, fadeOut: 2),
                ])), .idle(15),
        ]
    }

    static let offset = with("offset") { recipe in
        recipe.offset = 0.05
        recipe.parts = plain.parts
    }

    static let dead = with("dead channel") { recipe in
        recipe.isRightDead = true
        recipe.parts = plain.parts
    }

    static let dropouts = with("dropouts") { recipe in
        recipe.dropouts = [(20, 0.05), (31, 0.4), (60, 0.8), (104, 0.02), (150, 0.6)]
        recipe.parts = plain.parts
    }

    static let gainKnob = with("gain changed while idle") { recipe in
        recipe.seed = 11
        recipe.gainChange = (85, 10)
        recipe.parts = [
            .idle(11), .side(SideRecipe(pieces: [pop(32, gap: 2), pop(16)])), .idle(24),
            .side(SideRecipe(pieces: [pop(18, gap: 2), pop(31)])), .idle(11),
        ]
    }

    static func pop(_ seconds: Float, gap: Float = 0) -> Piece {
        Piece(kind: .pop, seconds: seconds, level: -18, gap: gap)
    }

    static func with(_ name: String, _ change: (inout Recipe) -> Void) -> Recipe {
        var recipe = Recipe(name: name)
        change(&recipe)
        return recipe
    }
}
