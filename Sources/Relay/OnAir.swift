import Archive
import Audio
import Broadcast
import Platform

/// Everything that belongs to one tape and that others may look at while it runs.
final class OnAir: Sendable {
    let tape: Tape
    let watch = CaptureWatch()
    let writer = WriterBoard()
    let levels = LevelsBoard()
    let mp3: SharedEncoder<MP3Coder>
    let flac: SharedEncoder<FLACCoder>
    let mp3Pace: MP3Stream.Pace
    let startNanoseconds: Int64

    private static let mp3BurstSeconds = 3
    /// Sound that goes to a listener at once, at most; a quarter of a second is too long to wait for some players.
    private static let mp3BatchMilliseconds = 200

    init(tape: Tape, settings: RelaySettings, log: Log, wake: @escaping @Sendable (WakeGroup) -> Void) {
        self.tape = tape
        startNanoseconds = Clock.system.monotonicNanoseconds()
        let format = tape.format
        let kilobits = settings.icecast.kilobitsPerSecond
        let mp3Rate = format.framesPerSecond % 44_100 == 0 ? 44_100 : 48_000
        mp3Pace = MP3Stream.Pace(
            kilobitsPerSecond: kilobits, framesPerSecond: Double(mp3Rate) / 1_152,
            burstSeconds: Self.mp3BurstSeconds, lagLimitMilliseconds: settings.mp3LagMilliseconds)
        let mp3Seconds = Self.mp3BurstSeconds + settings.mp3LagMilliseconds / 1_000 + 2
        mp3 = SharedEncoder(
            tape: tape, chunksKept: mp3Seconds * mp3Rate / 1_152, burstSeconds: Self.mp3BurstSeconds,
            log: log,
            blocksPerNews: max(
                1, format.framesPerSecond * Self.mp3BatchMilliseconds / 1_000 / format.framesPerBlock),
            tellNews: { wake(.batch) }
        ) {
            try MP3Coder(format: format, kilobitsPerSecond: kilobits)
        }
        let flacSeconds = FLACStream.burstSeconds + settings.losslessLagMilliseconds / 1_000 + 2
        let blocksPerSecond = format.framesPerSecond / format.framesPerBlock
        flac = SharedEncoder(
            tape: tape, chunksKept: flacSeconds * blocksPerSecond, burstSeconds: FLACStream.burstSeconds,
            log: log,
            tellNews: { wake(.block) }
        ) {
            try FLACCoder(format: format)
        }
    }

    /// What players show while this is on.
    var title: String {
        switch watch.state {
        case .listening: "Live"
        case .starting: "Starting"
        case .lost: "Waiting for the sound card"
        }
    }
}
