import Archive
import Audio
import Loudness
import Pictures
import Platform

/// Listens to a recording while it is written.
final class RecordingListener {
    private var loudness: LoudnessMeter?
    private var outline: OutlineMeter
    private let goOn: (_ frames: Int) -> Bool
    private var heard = 0

    /// `goOn` is told after every block how many frames there are.
    init(_ format: PCMFormat, frames: Int, goOn: @escaping (_ frames: Int) -> Bool) {
        loudness = LoudnessMeter(
            framesPerSecond: format.framesPerSecond, channels: format.channels,
            bitsPerSample: format.bitsPerSample)
        outline = OutlineMeter(
            totalFrames: frames, framesPerSecond: format.framesPerSecond, channels: format.channels,
            bitsPerSample: format.bitsPerSample)
        self.goOn = goOn
    }

    func hear(_ samples: [Int32], _ frames: Int) throws(FLACJoinError) {
        loudness?.add(samples, frames: frames)
        outline.add(samples, frames: frames)
        heard += frames
        guard goOn(heard) else { throw .stopped }
    }

    var loudnessFound: Sidecar.Loudness? {
        guard let found = loudness?.loudness else { return nil }
        func rounded(_ value: Double) -> Double { (value * 100_000).rounded() / 100_000 }
        return Sidecar.Loudness(
            integrated: found.integrated.map(rounded), range: rounded(found.range),
            truePeak: rounded(found.truePeak))
    }

    func portrait(of sidecar: Sidecar) -> Portrait {
        Portrait(
            outline.outline(),
            sides: sidecar.sides.map { side in
                Portrait.Side(
                    frames: side.frames,
                    gaps: zip(side.tracks, side.tracks.dropFirst()).compactMap { left, right in
                        left.frames.upperBound <= right.frames.lowerBound
                            ? left.frames.upperBound..<right.frames.lowerBound : nil
                    })
            }, word: sidecar.key)
    }
}
