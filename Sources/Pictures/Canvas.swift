import CCairo

/// Something to draw on, in units of its own size: pixels of a PNG or points of an SVG.
package final class Canvas {
    package enum Form: Sendable { case png, svg }

    /// What cannot be drawn: no memory, or too large.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    struct Point {
        var x: Double
        var y: Double

        static func around(_ center: Point, radius: Double, angle: Double) -> Point {
            Point(x: center.x + radius * angle.cosine, y: center.y + radius * angle.sine)
        }
    }

    private final class Sink {
        var bytes: [UInt8] = []
    }

    let width: Double
    let height: Double
    private let form: Form
    private let sink = Sink()
    private let surface: OpaquePointer
    private let context: OpaquePointer

    package init(width: Int, height: Int, form: Form) throws(Failure) {
        self.width = Double(width)
        self.height = Double(height)
        self.form = form
        surface =
            switch form {
            case .png: cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
            case .svg:
                cairo_svg_surface_create_for_stream(
                    Self.write, Unmanaged.passUnretained(sink).toOpaque(), Double(width), Double(height))
            }
        context = cairo_create(surface)
        try check()
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// The finished picture; nothing can be drawn any more.
    package func finish() throws(Failure) -> [UInt8] {
        try check()
        if form == .png {
            cairo_surface_write_to_png_stream(surface, Self.write, Unmanaged.passUnretained(sink).toOpaque())
        }
        cairo_surface_finish(surface)
        let code = cairo_surface_status(surface)
        guard code == CAIRO_STATUS_SUCCESS else { throw Failure(code) }
        return sink.bytes
    }

    private func check() throws(Failure) {
        let code = cairo_status(context)
        guard code == CAIRO_STATUS_SUCCESS else { throw Failure(code) }
    }

    private static let write: cairo_write_func_t = { sink, bytes, count in
        guard let sink, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Sink>.fromOpaque(sink).takeUnretainedValue().bytes += UnsafeBufferPointer(
            start: bytes, count: Int(count))
        return CAIRO_STATUS_SUCCESS
    }
}

extension Canvas {
    /// Fills the polygon through these points.
    func fill(_ points: [Point], _ colour: Colour) {
        path(points)
        cairo_close_path(context)
        set(colour)
        cairo_fill(context)
    }

    func line(_ points: [Point], width: Double, _ colour: Colour) {
        path(points)
        set(colour)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
    }

    func rectangle(x: Double, y: Double, width: Double, height: Double, _ colour: Colour) {
        cairo_rectangle(context, x, y, width, height)
        set(colour)
        cairo_fill(context)
    }

    func disc(_ center: Point, radius: Double, _ colour: Colour) {
        cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
        set(colour)
        cairo_fill(context)
    }

    func ring(_ center: Point, radius: Double, width: Double, _ colour: Colour) {
        cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
        set(colour)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
    }

    /// A piece of a ring between two angles.
    func sector(_ center: Point, radii: ClosedRange<Double>, angles: ClosedRange<Double>, _ colour: Colour) {
        cairo_arc(context, center.x, center.y, radii.upperBound, angles.lowerBound, angles.upperBound)
        cairo_arc_negative(
            context, center.x, center.y, radii.lowerBound, angles.upperBound, angles.lowerBound)
        cairo_close_path(context)
        set(colour)
        cairo_fill(context)
    }

    /// Fills a disc from its middle to its rim.
    func shade(_ center: Point, radii: ClosedRange<Double>, from inner: Colour, to outer: Colour) {
        let pattern = cairo_pattern_create_radial(
            center.x, center.y, radii.lowerBound, center.x, center.y, radii.upperBound)
        for (place, colour) in [(0.0, inner), (1.0, outer)] {
            cairo_pattern_add_color_stop_rgba(
                pattern, place, colour.red, colour.green, colour.blue, colour.alpha)
        }
        cairo_set_source(context, pattern)
        cairo_arc(context, center.x, center.y, radii.upperBound, 0, 2 * .pi)
        cairo_fill(context)
        cairo_pattern_destroy(pattern)
    }

    private func path(_ points: [Point]) {
        for (number, point) in points.enumerated() {
            if number == 0 {
                cairo_move_to(context, point.x, point.y)
            } else {
                cairo_line_to(context, point.x, point.y)
            }
        }
    }

    private func set(_ colour: Colour) {
        cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.alpha)
    }
}

extension Canvas.Failure {
    fileprivate init(_ code: cairo_status_t) {
        description = "cannot draw: \(String(cString: cairo_status_to_string(code)))"
    }
}
