import Audio
import Turntable

/// The built-in record player as a source that gives its sound as fast as it is asked for.
final class TurntableSource: CaptureSource {
    let format: PCMFormat
    let pacing = CapturePacing.reader
    private var turntable: Turntable
    private var samples: [Int32]

    init(options: TurntableOptions, format: PCMFormat, framesPerPeriod: Int) {
        self.format = format
        turntable = Turntable(
            options: options, framesPerSecond: format.framesPerSecond, channels: format.channels,
            bitsPerSample: format.bitsPerSample)
        samples = [Int32](repeating: 0, count: framesPerPeriod * format.channels)
    }

    func read(into block: inout [UInt8], waitMilliseconds: Int) -> CaptureOutcome {
        var span = samples.mutableSpan
        let frames = turntable.read(into: &span)
        guard frames > 0 else { return .end }
        PCM.pack(samples, frames: frames, format: format, into: &block)
        return .frames(frames, backlog: 0)
    }
}
