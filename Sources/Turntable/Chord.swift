/// Semitones above the key: a root for the bass and four notes that lie well together.
struct Chord {
    private(set) var root: Int
    private(set) var notes: SIMD4<Int>

    func raised(by semitones: Int) -> Chord {
        Chord(root: root + semitones, notes: notes &+ SIMD4(repeating: semitones))
    }

    /// The first chord of each is home.
    static let progressions: [[Chord]] = [
        [one, six, four, five], [one, three, four, five], [one, five, six, four], [one, four, two, five],
        [minorOne, minorSix, minorThree, minorSeven], [minorOne, minorFour, minorSeven, minorThree],
    ]

    private static let one = Chord(root: 0, notes: [12, 16, 19, 23])
    private static let two = Chord(root: 2, notes: [12, 14, 17, 21])
    private static let three = Chord(root: 4, notes: [11, 14, 16, 19])
    private static let four = Chord(root: 5, notes: [12, 17, 19, 21])
    private static let five = Chord(root: -5, notes: [11, 14, 17, 19])
    private static let six = Chord(root: -3, notes: [12, 16, 19, 21])
    private static let minorOne = Chord(root: 0, notes: [12, 15, 19, 22])
    private static let minorThree = Chord(root: 3, notes: [10, 14, 15, 19])
    private static let minorFour = Chord(root: 5, notes: [12, 15, 17, 20])
    private static let minorSix = Chord(root: -4, notes: [12, 15, 19, 20])
    private static let minorSeven = Chord(root: -2, notes: [10, 14, 17, 21])
}
