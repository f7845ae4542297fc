extension TurntableOptions {
    /// `seed=7,side=240,hum=-60`: any option once, in any order; the others keep their defaults.
    package init(parsing text: String) throws(TurntableOptionsError) {
        var seen: Set<Name> = []
        for word in text.split(separator: ",") where !trimmed(word).isEmpty {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                trimmed)
            guard let name = Name(rawValue: parts[0]) else { throw .unknown(option: parts[0]) }
            guard parts.count == 2 else { throw .withoutValue(option: parts[0]) }
            guard seen.insert(name).inserted else { throw .givenTwice(option: parts[0]) }
            try set(name, Value(option: parts[0], text: parts[1]))
        }
    }

    enum Name: String, CaseIterable {
        case seed, length, lead, side, gap, locked, idle, rest, sides, tracks, speed
        case music, groove, hum, level, wear, crackle, offset, dead
    }

    private mutating func set(_ name: Name, _ value: Value) throws(TurntableOptionsError) {
        switch name {
        case .seed: seed = try value.whole(in: 0...1_000_000_000)
        case .length: length = try value.unless("endless", in: 0...31_536_000)
        case .lead: lead = try value.number(in: 0...86_400)
        case .side: side = try value.number(in: 30...7_200)
        case .gap: gap = try value.number(in: 1...30)
        case .locked: locked = try value.number(in: 0...86_400)
        case .idle: idle = try value.number(in: 1...86_400)
        case .rest: rest = try value.number(in: 1...604_800)
        case .sides: sides = try value.whole(in: 1...100)
        case .tracks: tracks = try value.whole(in: 1...30)
        case .speed: speed = try value.choice(of: [33, 45])
        case .music: music = try value.number(in: -50 ... -14)
        case .groove: groove = try value.number(in: -75 ... -40)
        case .hum: hum = try value.unless("none", in: -100 ... -20)
        case .level: level = try value.number(in: -40...30)
        case .wear: wear = try value.number(in: 0...15)
        case .crackle: crackle = try value.number(in: 0...100)
        case .offset: offset = try value.number(in: -0.2...0.2)
        case .dead: dead = try value.choice(of: Channel.allCases)
        }
    }
}

/// The text after `=`, and the ways to read it.
private struct Value {
    let option: String
    let text: String

    func number(in range: ClosedRange<Double>) throws(TurntableOptionsError) -> Double {
        guard let number = Double(text), range.contains(number) else {
            throw outside("\(plain(range.lowerBound)) to \(plain(range.upperBound))")
        }
        return number
    }

    func whole(in range: ClosedRange<Int>) throws(TurntableOptionsError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw outside("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func unless(_ word: String, in range: ClosedRange<Double>) throws(TurntableOptionsError) -> Double? {
        if text == word { return nil }
        guard let number = try? number(in: range) else {
            throw outside("\(word), or \(plain(range.lowerBound)) to \(plain(range.upperBound))")
        }
        return number
    }

    func choice<Choice>(of choices: [Choice]) throws(TurntableOptionsError) -> Choice {
        guard let choice = choices.first(where: { "\($0)" == text }) else {
            throw outside(choices.map { "\($0)" }.joined(separator: " or "))
        }
        return choice
    }

    private func outside(_ range: String) -> TurntableOptionsError {
        .notInRange(option: option, value: text, range: range)
    }
}

private func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
}

private func trimmed(_ text: Substring) -> String {
    var rest = text
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
}
