import Glibc

/// One side, wound from its outer radius to its inner one.
struct Spiral {
    let portrait: Portrait
    let side: Portrait.Side
    let colour: Colour
    let canvas: Canvas
    let center: Canvas.Point
    let unit: Double
    let radii: ClosedRange<Double>

    /// Turns lie about so far apart, which is as near as they can be told from each other.
    private static let pitch = 6.5
    /// Between two points of a curve.
    private static let step = 5.0
    private static let pointsPerPiece = 24

    func draw() {
        guard side.frames.count > 1 else { return }
        let points = self.points
        for start in stride(from: 0, to: points.count - 1, by: Self.pointsPerPiece) {
            piece(Array(points[start...min(start + Self.pointsPerPiece, points.count - 1)]))
        }
        for gap in side.gaps { mark(gap) }
    }

    private struct Point {
        let angle: Double
        let radius: Double
        let column: Outline.Column
    }

    private var width: Double { radii.upperBound - radii.lowerBound }
    private var turns: Double { max(1, (width / Self.pitch).rounded(.down)) }
    private var pitch: Double { width / turns }

    /// How far round a part of the side is, as the outer turns are longer than the inner ones.
    private func angle(_ share: Double) -> Double { share * turns * 2 * .pi - .pi / 2 }
    private func radius(_ share: Double) -> Double { radii.upperBound - pitch / 2 - share * (width - pitch) }

    private var points: [Point] {
        let middle = (radii.lowerBound + radii.upperBound) / 2
        let count = max(2, Int(turns * 2 * .pi * middle / Self.step))
        let perPoint = Double(side.frames.count) / Double(count)
        return (0...count).map { number in
            let from = Double(side.frames.lowerBound) + Double(number) * perPoint
            return Point(
                angle: angle(Double(number) / Double(count)), radius: radius(Double(number) / Double(count)),
                column: portrait.outline.column(from..<(from + perPoint)))
        }
    }

    /// A stretch of the band: as wide as the sound is high, as bright as it is loud.
    private func piece(_ points: [Point]) {
        let reach = portrait.reach
        let most = pitch * 0.46
        func edge(_ point: Point, _ height: Float) -> Canvas.Point {
            let size = max(0.35, (Double(height) / reach).power(0.8) * most)
            return .around(
                center, radius: (point.radius + (height < 0 ? -size : size)) * unit, angle: point.angle)
        }
        let outer = points.map { edge($0, max(0, $0.column.highest)) }
        let inner = points.reversed().map { point in
            let size = max(0.35, (Double(-point.column.lowest) / reach).power(0.8) * most)
            return Canvas.Point.around(center, radius: (point.radius - size) * unit, angle: point.angle)
        }
        let loudness = points.map { Double($0.column.rms) }.max() ?? 0
        let brightness = (loudness / portrait.loudest).power(0.6)
        let dark = Colour(0.17, 0.17, 0.19)
        canvas.fill(outer + inner, dark.mixed(with: colour, 0.15 + 0.85 * brightness))
    }

    /// Between two tracks the groove is bare and shines.
    private func mark(_ gap: Range<Int>) {
        let place =
            Double((gap.lowerBound + gap.upperBound) / 2 - side.frames.lowerBound) / Double(side.frames.count)
        guard (0...1).contains(place) else { return }
        let reach = 0.035
        let points = (0...8).map { number in
            let angle = self.angle(place) + (Double(number) / 4 - 1) * reach
            return Canvas.Point.around(center, radius: radius(place) * unit, angle: angle)
        }
        canvas.line(points, width: 3.2 * unit, Colour(0.97, 0.97, 0.98))
    }
}

extension Double {
    /// Of what is not negative.
    func power(_ exponent: Double) -> Double { pow(max(0, self), exponent) }
}
