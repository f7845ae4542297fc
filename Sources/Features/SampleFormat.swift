/// What the samples are, as far as hearing is concerned.
package struct SampleFormat: Hashable, Sendable {
    package let framesPerSecond: Int
    package let channels: Int
    package let bitsPerSample: Int

    package init(framesPerSecond: Int, channels: Int, bitsPerSample: Int) throws(FeaturesError) {
        guard (8_000...384_000).contains(framesPerSecond) else {
            throw .rateNotSupported(framesPerSecond: framesPerSecond)
        }
        guard (1...2).contains(channels) else { throw .channelsNotSupported(channels) }
        guard (8...32).contains(bitsPerSample) else { throw .bitsNotSupported(bitsPerSample) }
        self.framesPerSecond = framesPerSecond
        self.channels = channels
        self.bitsPerSample = bitsPerSample
    }

    package var grid: TickGrid { TickGrid(framesPerSecond: framesPerSecond) }
}
