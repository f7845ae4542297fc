import Testing

@testable import Turntable

@Suite struct `voice bank` {
    /// High pitches are where the recursion's circle is furthest from round.
    @Test(arguments: [0.01, 0.3, 1.2, 1.7] as [Float])
    func `a voice keeps its level`(radiansPerFrame: Float) {
        var bank = VoiceBank()
        bank.radiansPerFrame[0] = radiansPerFrame
        bank.goal[0] = 1
        let peaks = (0..<200).map { _ in peak(of: &bank, blocks: 16) }.dropFirst()
        let (low, high) = (peaks.min() ?? 0, peaks.max() ?? 0)
        #expect(low > 0.95)
        #expect(high - low < 0.02)
    }

    @Test func `a voice survives any change of pitch`() {
        var bank = VoiceBank()
        bank.goal[0] = 1
        var dice = Dice(1, list: 0)
        for _ in 0..<2_000 {
            bank.radiansPerFrame[0] = Float(dice.number(in: 0.001...1.75))
            #expect(peak(of: &bank, blocks: 1) < 3)
        }
        bank.radiansPerFrame[0] = 0.3
        _ = peak(of: &bank, blocks: 4)
        #expect((0.95...1.05).contains(peak(of: &bank, blocks: 16)))
    }

    private func peak(of bank: inout VoiceBank, blocks: Int) -> Float {
        var peak: Float = 0
        for _ in 0..<blocks {
            var frames = InlineArray<64, StereoFrame>(repeating: .zero)
            var mix = frames.mutableSpan
            bank.add(to: &mix)
            for index in mix.indices { peak = max(peak, abs(mix[index].x)) }
        }
        return peak
    }
}
