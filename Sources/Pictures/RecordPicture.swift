/// A recording as a record seen from above: its waveform is wound up, from the rim to the label, a side after the other.
package struct RecordPicture {
    private let portrait: Portrait
    private let canvas: Canvas
    private let center: Canvas.Point
    /// All lengths are for a picture of 1000.
    private let unit: Double

    private static let rim = 478.0
    private static let outermost = 456.0
    private static let innermost = 196.0
    private static let label = 168.0
    private static let betweenSides = 14.0

    package static func draw(
        _ portrait: Portrait, size: Int = 1_000, form: Canvas.Form
    ) throws(Canvas.Failure) -> [UInt8] {
        let canvas = try Canvas(width: size, height: size, form: form)
        RecordPicture(portrait, canvas).draw()
        return try canvas.finish()
    }

    private init(_ portrait: Portrait, _ canvas: Canvas) {
        self.portrait = portrait
        self.canvas = canvas
        center = Canvas.Point(x: canvas.width / 2, y: canvas.height / 2)
        unit = canvas.width / 1_000
    }

    private func draw() {
        let palette = portrait.palette
        canvas.rectangle(x: 0, y: 0, width: canvas.width, height: canvas.height, palette.roomEdge)
        canvas.shade(center, radii: 300 * unit...707 * unit, from: palette.room, to: palette.roomEdge)
        canvas.shade(
            Canvas.Point(x: center.x, y: center.y + 8 * unit), radii: 440 * unit...498 * unit,
            from: .black.with(alpha: 0.75), to: .black.with(alpha: 0))
        canvas.disc(center, radius: Self.rim * unit, Colour(0.045, 0.045, 0.05))
        canvas.ring(center, radius: (Self.rim - 2) * unit, width: 2 * unit, .white.with(alpha: 0.16))
        sheen()
        grooves()
        drawLabel()
    }

    /// Light from above left, as a record throws it back.
    private func sheen() {
        let pieces = 240
        for piece in 0..<pieces {
            let angle = Double(piece) / Double(pieces) * 2 * .pi
            let facing = abs((angle - 0.9).cosine)
            let light = 0.11 * facing.power(22) + 0.05 * abs((angle - 2.2).cosine).power(40)
            guard light > 0.002 else { continue }
            canvas.sector(
                center, radii: Self.label * unit...(Self.rim - 3) * unit,
                angles: angle...(angle + 2 * .pi / Double(pieces) + 0.002), .white.with(alpha: light))
        }
    }

    private func grooves() {
        let sides = portrait.sides
        let total = max(1, sides.reduce(0) { $0 + $1.frames.count })
        let span = Self.outermost - Self.innermost
        // A long night has many sides.
        let between = min(Self.betweenSides, span * 0.3 / Double(max(1, sides.count - 1)))
        let room = span - between * Double(sides.count - 1)
        var radius = Self.outermost
        for (number, side) in sides.enumerated() {
            let width = room * Double(side.frames.count) / Double(total)
            Spiral(
                portrait: portrait, side: side, colour: portrait.palette.side(number), canvas: canvas,
                center: center, unit: unit, radii: (radius - width)...radius
            ).draw()
            radius -= width + between
        }
    }

    private func drawLabel() {
        let palette = portrait.palette
        canvas.disc(center, radius: Self.label * unit, palette.labelDark)
        canvas.shade(
            center, radii: 20 * unit...(Self.label - 4) * unit, from: palette.label, to: palette.labelDark)
        canvas.disc(center, radius: 96 * unit, palette.paper.with(alpha: 0.94))
        for radius in [100.0, 106, 150] {
            canvas.ring(center, radius: radius * unit, width: 1.4 * unit, palette.paper.with(alpha: 0.6))
        }
        beads()
        canvas.ring(center, radius: 34 * unit, width: 1.2 * unit, palette.labelDark.with(alpha: 0.35))
        canvas.disc(center, radius: 11 * unit, Colour(0.05, 0.05, 0.055))
        canvas.ring(center, radius: 11.5 * unit, width: 1 * unit, .white.with(alpha: 0.5))
    }

    /// A bead for each track, in the colour of its side.
    private func beads() {
        let all = portrait.sides.enumerated().flatMap { number, side in
            (0...side.gaps.count).map { _ in portrait.palette.side(number) }
        }
        let step = min(0.24, 2 * Double.pi / Double(all.count))
        let start = -Double.pi / 2 - step * Double(all.count - 1) / 2
        for (place, colour) in all.enumerated() {
            let angle = start + Double(place) * step
            let point = Canvas.Point.around(center, radius: 128 * unit, angle: angle)
            canvas.disc(point, radius: min(9, 128 * step * 0.36) * unit, colour)
        }
    }
}
