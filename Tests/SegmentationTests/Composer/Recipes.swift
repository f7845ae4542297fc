extension Recipe {
    static let all: [Recipe] = [
        plain, hum, worn, locked, quiet, hot, single45, silence, sparsePiano, mixed, offset, dead, dropouts,
        gainKnob,
    ]

    static let plain = with("plain") { recipe in
        recipe.parts = [
            .idle(15), .side(SideRecipe(pieces: [pop(40, gap: 2), pop(35, gap: 1.5), pop(30)])), .idle(20),
            .side(SideRecipe(pieces: [pop(30, gap: 3), pop(45)], runOut: 10)), .idle(15),
        ]
    }

    static let hum = with("hum") { recipe in
        (recipe.seed, recipe.hum) = (2, -30)
        recipe.parts = [
            .idle(12), .side(SideRecipe(pieces: [pop(30, gap: 2), pop(35, gap: 2), pop(28)])), .idle(90),
            .side(SideRecipe(pieces: [pop(40)])), .idle(15),
        ]
    }

    static let worn = with("worn") { recipe in
        (recipe.seed, recipe.groove, recipe.wear, recipe.crackle) = (3, -55, 6, 12)
        recipe.parts = [
            .idle(15), .side(SideRecipe(pieces: [pop(35, gap: 2.5), pop(40, gap: 2), pop(30)], runOut: 20)),
            .idle(15),
        ]
    }

    static let locked = with("locked") { recipe in
        recipe.seed = 4
        recipe.parts = [
            .idle(10), .side(SideRecipe(pieces: [pop(30, gap: 2), pop(30)], locked: 150)), .idle(10),
            .side(SideRecipe(pieces: [pop(40)])), .idle(80),
        ]
    }

    static let quiet = with("quiet") { recipe in
        (recipe.seed, recipe.groove) = (5, -64)
        recipe.parts = [
            .idle(15),
            .side(
                SideRecipe(pieces: [
                    Piece(kind: .strings, seconds: 50, level: -46, fadeIn: 3, fadeOut: 5, gap: 4),
                    Piece(kind: .strings, seconds: 40, level: -42, fadeIn: 2, fadeOut: 3),
                ])), .idle(20),
        ]
    }

    static let hot = with("hot") { recipe in
        (recipe.seed, recipe.gain) = (6, 14)
        recipe.parts = plain.parts
    }

    static let single45 = with("45 rpm") { recipe in
        (recipe.seed, recipe.revolution) = (7, 1.333)
        recipe.parts = [
            .idle(12), .side(SideRecipe(runIn: 2, pieces: [pop(60)], runOut: 3)), .idle(15),
            .side(SideRecipe(runIn: 2, pieces: [pop(50)], runOut: 3)), .idle(12),
        ]
    }

    static let silence = with("no music") { recipe in
        recipe.seed = 8
        recipe.parts = [.idle(60), .bump, .idle(50), .side(SideRecipe(runIn: 20, runOut: 0)), .idle(30)]
    }

    static let sparsePiano = with("sparse piano") { recipe in
        (recipe.seed, recipe.groove) = (9, -62)
        recipe.parts = [
            .idle(15),
            .side(
                SideRecipe(pieces: [
                    Piece(kind: .piano, seconds: 60, level: -24, fadeOut: 2, gap: 4),
                    Piece(kind: .piano, seconds: 50, level: -28, fadeOut: 2),
                ])), .idle(15),
        ]
    }

    static let mixed = with("speech and applause") { recipe in
        recipe.seed = 10
        recipe.parts = [
            .idle(10),
            .side(
                SideRecipe(pieces: [
                    Piece(kind: .speech, seconds: 35, level: -20, gap: 3), pop(30),
                    Piece(kind: .applause, seconds: 12, level: -26, fadeIn: 1, fadeOut: 4, gap: 2.5),
                    Piece(kind: .organ, seconds: 40, level: -22, fadeIn: 1, fadeOut: 2),
                ])), .idle(15),
        ]
    }

    static let offset = with("offset") { recipe in
        (recipe.seed, recipe.offset) = (1, 0.05)
        recipe.parts = plain.parts
    }

    static let dead = with("dead channel") { recipe in
        (recipe.seed, recipe.isRightDead) = (1, true)
        recipe.parts = plain.parts
    }

    static let dropouts = with("dropouts") { recipe in
        recipe.seed = 1
        recipe.dropouts = [(20, 0.05), (31, 0.4), (64, 0.8), (120, 0.02), (150, 0.6)]
        recipe.parts = plain.parts
    }

    static let gainKnob = with("gain changed while idle") { recipe in
        recipe.seed = 11
        recipe.gainChange = (120, 10)
        recipe.parts = [
            .idle(15), .side(SideRecipe(pieces: [pop(40, gap: 2), pop(30)])), .idle(40),
            .side(SideRecipe(pieces: [pop(30, gap: 2), pop(35)])), .idle(15),
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
