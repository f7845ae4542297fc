/// A band playing one track from its score.
struct Song {
    /// Makes a whole track about 0 dBFS RMS.
    private static let unit: Float = 4.2

    let track: TrackPlan
    private let score: Score
    private let loudness: Float
    private let dynamicsShare: Float
    private var dynamics: Float
    private var gain: Float = 0
    private var strings: Strings
    private var soloists: Soloists
    private var percussion: Percussion

    init(_ track: TrackPlan, grid: Grid) {
        self.track = track
        score = Score(track, grid: grid)
        loudness = Self.unit * Float(amplitude(decibels: track.decibels))
        dynamicsShare = grid.sharePerBlock(seconds: 0.1)
        dynamics = score.section(at: 0).gain
        strings = Strings(grid: grid)
        soloists = Soloists(seed: track.seed, grid: grid)
        percussion = Percussion(seed: track.seed, grid: grid)
    }

    /// Plays into an empty mix.
    mutating func play(into mix: inout MutableSpan<StereoFrame>, at block: Int) {
        let (step, rest) = (block - track.start).quotientAndRemainder(dividingBy: score.blocksPerStep)
        if rest == 0 { begin(step) }
        strings.add(to: &mix)
        soloists.add(to: &mix)
        percussion.add(to: &mix)
        dynamics += (score.section(at: step).gain - dynamics) * dynamicsShare
        scale(&mix, to: dynamics * loudness * Float(track.gain(at: block)))
    }

    /// After the end of its track, and then too faint to matter: -110 dBFS.
    func isOver(at block: Int) -> Bool { block > track.release && gain < 3e-6 }

    private mutating func begin(_ step: Int) {
        if step % Score.stepsPerBar == 0 { strings.play(score.chord(at: step)) }
        if let note = score.bass(at: step) { soloists.playBass(note) }
        if let note = score.tune(at: step) { soloists.playTune(note, strength: step % 4 == 0 ? 1 : 0.7) }
        percussion.strike(score.beat(at: step))
    }

    private mutating func scale(_ mix: inout MutableSpan<StereoFrame>, to next: Float) {
        let step = (next - gain) / Float(mix.count)
        for index in mix.indices {
            gain += step
            mix[index] *= gain
        }
        gain = next
    }
}
