import Audio
import Foundation
import TestSupport
import Testing

@Suite struct `streams are the sound, bit for bit` {
    @Test(arguments: [
        PCMFormat.usual, PCMFormat(framesPerSecond: 96_000, channels: 2, bitsPerSample: 24),
        PCMFormat(framesPerSecond: 44_100, channels: 1, bitsPerSample: 24),
    ])
    func `and the same as the segments`(format: PCMFormat) async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 12, format, seed: 9, at: scratch.path + "/sound.wav")
        try await onThread {
            let relay = try OpenRelay(
                ["AUDIO_DEVICE": "file:" + sound.path, "SEGMENT_SECONDS": "5"], in: scratch)
            let wav = relay.radio("/stream.wav", keepsSound: true)
            let flac = relay.radio("/stream.flac", keepsSound: true)
            rest(4)
            let late = relay.radio("/stream.wav?rewind=3", keepsSound: true)
            try patiently("the sound is over") { relay.process.child.ended?.how == .exited(0) }
            let paths = StoredSegment.paths(in: relay.folder, ending: ".flac")
            let stored = try paths.reduce(into: Data()) { all, path in
                let samples = try FLACPlayer.play(Array(Data(contentsOf: URL(filePath: path))))
                all += packed(try #require(samples), format)
            }
            #expect(stored == Data(sound.pcm))
            for radio in [wav, late] {
                try expect(Data(try radio.end(hangsUp: false).bytes.dropFirst(44)), within: stored, format)
            }
            let samples = try #require(try FLACPlayer.play(try flac.end(hangsUp: false).bytes))
            try expect(packed(samples, format), within: stored, format)
        }
    }

    private func packed(_ samples: [Int32], _ format: PCMFormat) -> Data {
        var bytes = [UInt8](repeating: 0, count: samples.count * format.bytesPerSample)
        PCM.pack(samples, frames: samples.count / format.channels, format: format, into: &bytes)
        return Data(bytes)
    }

    private func expect(_ heard: Data, within stored: Data, _ format: PCMFormat) throws {
        let start = try #require(stored.range(of: heard.prefix(4_096)))
        let frames = heard.count / format.bytesPerFrame
        #expect(start.lowerBound % format.bytesPerFrame == 0 && frames > 4 * format.framesPerSecond)
        let end = start.lowerBound + frames * format.bytesPerFrame
        #expect(end <= stored.count)
        #expect(stored[start.lowerBound..<end] == heard.prefix(frames * format.bytesPerFrame))
    }
}
