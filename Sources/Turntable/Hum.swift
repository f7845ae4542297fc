/// 50 Hz and what a rectifier makes of it.
struct Hum {
    private var bank = VoiceBank()

    init(decibels: Double, grid: Grid) {
        let parts = VoiceBank.Lanes(1, 0.5, 0.35, 0.2, 0.15, 0.08, 0.05, 0.03)
        let power = (parts * parts).sum() / 2
        bank.goal = parts * (Float(amplitude(decibels: decibels)) / power.squareRoot())
        bank.radiansPerFrame = grid.radiansPerFrame(hertz: 50) * VoiceBank.Lanes(1, 2, 3, 4, 5, 6, 7, 9)
    }

    mutating func add(to mix: inout MutableSpan<StereoFrame>) { bank.add(to: &mix) }
}
