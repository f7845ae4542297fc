import Testing

@testable import Turntable

@Suite struct `turntable options` {
    @Test func `nothing said is the default`() throws {
        #expect(try TurntableOptions(parsing: "") == TurntableOptions())
        #expect(try TurntableOptions(parsing: " , ") == TurntableOptions())
    }

    @Test func `every option is understood`() throws {
        let options = try TurntableOptions(
            parsing: """
                seed=7, length=3600,lead=1,side=240,gap=3,locked=120,idle=20,rest=90,sides=3,tracks=5,speed=45,
                music=-30,groove=-55.5,hum=-40,level=-12,wear=6,crackle=0,offset=-0.05,dead=right
                """.replacing("\n", with: ""))
        #expect(options.seed == 7 && options.sides == 3 && options.tracks == 5 && options.speed == 45)
        #expect(options.length == 3_600 && options.lead == 1 && options.side == 240 && options.gap == 3)
        #expect(options.locked == 120 && options.idle == 20 && options.rest == 90)
        #expect(options.music == -30 && options.groove == -55.5 && options.hum == -40 && options.level == -12)
        #expect(
            options.wear == 6 && options.crackle == 0 && options.offset == -0.05 && options.dead == .right)
        #expect(try TurntableOptions(parsing: "length=endless,hum=none,dead=none") == TurntableOptions())
    }

    @Test(arguments: [
        ("sead=7", "option sead is unknown"),
        ("side", "option side is not of the form side=value"),
        ("seed=1,side=60,seed=1", "option seed is given twice"),
        ("seed=x", "option seed is x, not a whole number from 0 to 1000000000"),
        ("seed=1.5", "option seed is 1.5, not a whole number from 0 to 1000000000"),
        ("side=", "option side is , not 30 to 7200"),
        ("side=29.9", "option side is 29.9, not 30 to 7200"),
        ("gap=nan", "option gap is nan, not 1 to 30"),
        ("length=-1", "option length is -1, not endless, or 0 to 31536000"),
        ("hum=inf", "option hum is inf, not none, or -100 to -20"),
        ("offset=0.3", "option offset is 0.3, not -0.2 to 0.2"),
        ("speed=78", "option speed is 78, not 33 or 45"),
        ("dead=both", "option dead is both, not none or left or right"),
    ])
    func `what is wrong is said, with what would be right`(text: String, reason: String) throws {
        let error = #expect(throws: TurntableOptionsError.self) { try TurntableOptions(parsing: text) }
        let known = TurntableOptions.Name.allCases.map(\.rawValue).joined(separator: ", ")
        #expect(error?.description == "turntable \(reason); known options: \(known)")
    }
}
