/// A record player made of arithmetic: it plays the same sound for the same options and format, and knows what it played.
package struct Turntable: Sendable {
    private let options: TurntableOptions
    private let grid: Grid
    private let length: Int
    private var programme: Programme
    private var side: SidePlan
    private var nextTrack = 0
    private var song: Song?
    private var needle: Needle
    private var hum: Hum?
    private let converter: Converter

    private var block = 0
    private var samples: Samples = .init(repeating: 0)
    /// Frames of the block in `samples` that have been read.
    private var taken = Grid.framesPerBlock
    private var framesRead = 0

    /// 44,100 to 192,000 frames per second, 1 or 2 channels, 16 or 24 bits.
    package init(options: TurntableOptions, framesPerSecond: Int, channels: Int, bitsPerSample: Int) {
        precondition(framesPerSecond > 0 && (1...2).contains(channels) && (8...24).contains(bitsPerSample))
        self.options = options
        grid = Grid(framesPerSecond: framesPerSecond)
        length = options.length.map { Int(($0 * Double(framesPerSecond)).rounded()) } ?? .max
        programme = Programme(options: options, grid: grid)
        side = programme.next()
        needle = Needle(options: options, grid: grid)
        hum = options.hum.map { [grid] in Hum(decibels: $0, grid: grid) }
        converter = Converter(options: options, channels: channels, bitsPerSample: bitsPerSample)
    }

    /// Fills the block with the next interleaved samples, right-aligned in their bits. Answers how many frames
    /// there were: fewer than asked for only at the end of `length`.
    package mutating func read(into block: inout MutableSpan<Int32>) -> Int {
        let wanted = min(block.count / converter.channels, length - framesRead)
        var done = 0
        while done < wanted {
            if taken == Grid.framesPerBlock { makeBlock() }
            let count = min(wanted - done, Grid.framesPerBlock - taken)
            copy(count, into: &block, at: done)
            done += count
        }
        framesRead += wanted
        return wanted
    }

    /// What the first so many frames hold.
    package func truth(until frames: Int) -> TurntableTruth {
        TurntableTruth(Programme(options: options, grid: grid), until: min(frames, length))
    }

    private mutating func copy(_ frames: Int, into block: inout MutableSpan<Int32>, at done: Int) {
        let channels = converter.channels
        for index in 0..<frames * channels {
            block[done * channels + index] = samples[taken * channels + index]
        }
        taken += frames
    }

    private mutating func makeBlock() {
        var frames = InlineArray<64, StereoFrame>(repeating: .zero)
        var mix = frames.mutableSpan
        playMusic(into: &mix)
        needle.add(to: &mix, at: block, of: side)
        hum?.add(to: &mix)
        converter.convert(mix, into: &samples)
        if block == side.up { turnOver() }
        block += 1
        taken = 0
    }

    private mutating func playMusic(into mix: inout MutableSpan<StereoFrame>) {
        if nextTrack < side.tracks.count && side.tracks[nextTrack].start == block {
            song = Song(side.tracks[nextTrack], grid: grid)
            nextTrack += 1
        }
        guard song != nil else { return }
        song?.play(into: &mix, at: block)
        if song?.isOver(at: block) == true { song = nil }
    }

    private mutating func turnOver() {
        side = programme.next()
        nextTrack = 0
    }
}
