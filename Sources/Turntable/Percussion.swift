/// A kick, a snare and a hi-hat.
struct Percussion {
    private var dice: Dice
    private var kick: Burst
    private let kickPitches: (low: Float, high: Float)
    private var shell: Burst
    private var snare: Float = 0
    private var hat: Float = 0
    private let snareDecay: Float
    private let hatDecay: Float
    private let lowShare: Float
    private let highShare: Float
    private var low: Float = 0
    private var high: Float = 0

    init(seed: UInt64, clock: Clock) {
        dice = Dice(seed, list: 9)
        kick = Burst(hertz: 50, seconds: 0.14, clock: clock)
        kickPitches = (clock.radiansPerFrame(hertz: 48), clock.radiansPerFrame(hertz: 150))
        shell = Burst(hertz: 185, seconds: 0.05, clock: clock)
        snareDecay = 1 - clock.sharePerFrame(seconds: 0.07)
        hatDecay = 1 - clock.sharePerFrame(seconds: 0.03)
        lowShare = clock.sharePerFrame(seconds: 1 / (6.283 * 900))
        highShare = clock.sharePerFrame(seconds: 1 / (6.283 * 7_000))
    }

    mutating func strike(_ beat: Score.Beat) {
        if beat.kick > 0 {
            kick.radians = kickPitches.high
            kick.strike(0.75 * beat.kick)
        }
        if beat.snare > 0 {
            snare = 0.35 * beat.snare
            shell.strike(0.3 * beat.snare)
        }
        if beat.hat > 0 { hat = 0.22 * beat.hat }
    }

    mutating func add(to mix: inout MutableSpan<StereoFrame>) {
        kick.radians += (kickPitches.low - kick.radians) * 0.06
        kick.add(to: &mix)
        shell.add(to: &mix, pan: [1, 0.8])
        if snare + hat > 1e-6 { addNoise(to: &mix) }
    }

    private mutating func addNoise(to mix: inout MutableSpan<StereoFrame>) {
        for index in mix.indices {
            let noise = dice.noise()
            low += lowShare * (noise.x - low)
            high += highShare * (noise.y - high)
            mix[index] += (noise.x - low) * snare * StereoFrame(0.9, 0.7)
            mix[index] += (noise.y - high) * hat * StereoFrame(0.6, 1)
            snare *= snareDecay
            hat *= hatDecay
        }
    }
}
