/// All of a recording from left to right: what it reaches, and how loud it is.
package struct WaveformPicture {
    private let portrait: Portrait
    private let canvas: Canvas

    package static func draw(
        _ portrait: Portrait, width: Int = 1_600, height: Int = 240, form: Canvas.Form
    ) throws(Canvas.Failure) -> [UInt8] {
        let canvas = try Canvas(width: width, height: height, form: form)
        WaveformPicture(portrait: portrait, canvas: canvas).draw()
        return try canvas.finish()
    }

    private func draw() {
        canvas.rectangle(x: 0, y: 0, width: canvas.width, height: canvas.height, portrait.palette.roomEdge)
        for side in portrait.sides { field(side) }
        let middle = canvas.height / 2
        canvas.line(
            [.init(x: 0, y: middle), .init(x: canvas.width, y: middle)], width: 1, .white.with(alpha: 0.14))
        silence()
        for number in portrait.sides.indices { side(number) }
    }

    private func x(_ frame: Int) -> Double {
        Double(frame) / Double(max(1, portrait.outline.frames)) * canvas.width
    }

    private func field(_ side: Portrait.Side) {
        let (left, right) = (x(side.frames.lowerBound), x(side.frames.upperBound))
        canvas.rectangle(
            x: left, y: 0, width: right - left, height: canvas.height, portrait.palette.room.with(alpha: 0.9))
        for gap in side.gaps {
            let middle = x((gap.lowerBound + gap.upperBound) / 2)
            canvas.line(
                [.init(x: middle, y: 0), .init(x: middle, y: canvas.height)], width: 1,
                .white.with(alpha: 0.22))
        }
    }

    /// What lies between the sides, in grey.
    private func silence() {
        shape(0..<portrait.outline.frames, .white.with(alpha: 0.25), .white.with(alpha: 0.3))
    }

    private func side(_ number: Int) {
        let colour = portrait.palette.side(number)
        shape(portrait.sides[number].frames, colour.with(alpha: 0.42), colour)
    }

    private func shape(_ frames: Range<Int>, _ peaks: Colour, _ loudness: Colour) {
        let framesPerPixel = Double(portrait.outline.frames) / canvas.width
        let (first, end) = (Int(x(frames.lowerBound)), Int(x(frames.upperBound).rounded(.up)))
        let columns = (first..<max(first + 1, end)).map { pixel in
            portrait.outline.column(Double(pixel) * framesPerPixel..<Double(pixel + 1) * framesPerPixel)
        }
        let unit = (canvas.height / 2 - 6) / portrait.reach
        let middle = canvas.height / 2
        band(columns.map { (Double($0.highest), Double($0.lowest)) }, from: first, middle, unit, peaks)
        band(columns.map { (Double($0.rms), -Double($0.rms)) }, from: first, middle, unit, loudness)
    }

    private func band(
        _ reaches: [(up: Double, down: Double)], from first: Int, _ middle: Double, _ unit: Double,
        _ colour: Colour
    ) {
        let above = reaches.indices.map {
            Canvas.Point(x: Double(first + $0) + 0.5, y: middle - max(0.4, reaches[$0].up * unit))
        }
        let below = reaches.indices.reversed().map {
            Canvas.Point(x: Double(first + $0) + 0.5, y: middle + max(0.4, -reaches[$0].down * unit))
        }
        canvas.fill(above + below, colour)
    }
}
