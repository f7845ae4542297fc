/// Held chords: every note twice, a little out of tune, one left and one right, and two overtones.
struct Strings {
    private let grid: Grid
    private var tones = VoiceBank()
    private var overtones = VoiceBank()

    init(grid: Grid) {
        self.grid = grid
        let near = VoiceBank.Lanes(0.95, 0.85, 0.75, 0.9, 0.1, 0.2, 0.3, 0.15)
        (tones.left, tones.right) = (near, 1.05 - near)
        (overtones.left, overtones.right) = (1.05 - near, near)
        tones.approach = .init(repeating: grid.sharePerBlock(seconds: 0.03))
        overtones.approach = .init(repeating: grid.sharePerBlock(seconds: 0.08))
        tones.goal = .init(repeating: 0.1)
        overtones.goal = .init(0.04, 0.04, 0.04, 0.04, 0.02, 0.02, 0.02, 0.02)
    }

    mutating func play(_ chord: Chord) {
        for index in 0..<4 {
            let pitch = grid.radiansPerFrame(note: chord.notes[index])
            tones.radiansPerFrame[index] = pitch * 0.998_5
            tones.radiansPerFrame[index + 4] = pitch * 1.001_5
            overtones.radiansPerFrame[index] = pitch * 2.003
            overtones.radiansPerFrame[index + 4] = pitch * 2.996
        }
    }

    mutating func add(to mix: inout MutableSpan<StereoFrame>) {
        tones.add(to: &mix)
        overtones.add(to: &mix)
    }
}
