import Foundation
import Testing

@testable import Pictures

@Suite struct `an outline` {
    @Test func `reaches as far as the sound, and is as loud`() {
        var meter = OutlineMeter(totalFrames: 3_000, framesPerSecond: 50_000, channels: 2, bitsPerSample: 16)
        // Columns of 1000 frames: silence, a step up on one channel, a step down on both.
        meter.add([Int32](repeating: 0, count: 2_000), frames: 1_000)
        meter.add((0..<2_000).map { $0 % 2 == 0 ? 16_384 : 0 }, frames: 1_000)
        meter.add([Int32](repeating: -32_768, count: 2_000), frames: 1_000)
        let outline = meter.outline()
        #expect(outline.framesPerColumn == 1_000)
        #expect(
            outline.columns == [
                .init(lowest: 0, highest: 0, rms: 0),
                .init(lowest: 0, highest: 0.5, rms: Float(0.125).squareRoot()),
                .init(lowest: -1, highest: 0, rms: 1),
            ])
    }

    @Test(arguments: [1, 7, 333, 4_000])
    func `does not depend on how the sound comes`(piece: Int) {
        let sound = (0..<40_000).map { Int32(sin(Double($0) * 0.01) * 30_000) }
        func outline(_ piece: Int) -> Outline {
            var meter = OutlineMeter(
                totalFrames: 20_000, framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)
            for start in stride(from: 0, to: 20_000, by: piece) {
                let frames = min(piece, 20_000 - start)
                meter.add(Array(sound[(start * 2)..<((start + frames) * 2)]), frames: frames)
            }
            return meter.outline()
        }
        let (whole, pieces) = (outline(20_000), outline(piece))
        #expect(whole.columns.count == pieces.columns.count)
        for (one, other) in zip(whole.columns, pieces.columns) {
            #expect(
                one.lowest == other.lowest && one.highest == other.highest && abs(one.rms - other.rms) < 1e-4)
        }
    }

    @Test func `of hours is not larger than of minutes`() {
        let day = OutlineMeter(
            totalFrames: 192_000 * 86_400, framesPerSecond: 192_000, channels: 2, bitsPerSample: 24)
        let columns = Array(repeating: Outline.Column(lowest: -1, highest: 1, rms: 0.5), count: 10)
        let outline = Outline(framesPerColumn: 100, columns: columns)
        #expect(day.outline().framesPerColumn == 192_000 * 86_400 / 60_000 + 1)
        #expect(outline.column(-5..<5) == columns[0] && outline.column(990..<2_000) == columns[9])
        #expect(outline.column(5_000..<6_000) == .none)
    }
}
