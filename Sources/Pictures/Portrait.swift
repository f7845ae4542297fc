/// What a picture of a recording shows.
package struct Portrait: Sendable {
    package struct Side: Sendable {
        package var frames: Range<Int>
        /// Between tracks.
        package var gaps: [Range<Int>]

        package init(frames: Range<Int>, gaps: [Range<Int>] = []) {
            self.frames = frames
            self.gaps = gaps
        }
    }

    let outline: Outline
    let sides: [Side]
    let palette: Palette
    /// The loudest there is, so that quiet records are seen as well.
    let reach: Double
    let loudest: Double

    /// `word` chooses the colours. Without sides all of it is one.
    package init(_ outline: Outline, sides: [Side], word: String) {
        self.outline = outline
        let inside = sides.filter { $0.frames.lowerBound < outline.frames && !$0.frames.isEmpty }
        self.sides = inside.isEmpty ? [Side(frames: 0..<max(1, outline.frames))] : inside
        palette = Palette(word: word)
        let highest = outline.columns.reduce(Float(0)) { max($0, $1.highest, -$1.lowest) }
        reach = Double(max(0.02, highest))
        loudest = Double(max(0.005, outline.columns.reduce(Float(0)) { max($0, $1.rms) }))
    }
}
