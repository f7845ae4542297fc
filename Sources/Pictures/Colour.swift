import Glibc

struct Colour {
    var red: Double
    var green: Double
    var blue: Double
    var alpha = 1.0

    init(_ red: Double, _ green: Double, _ blue: Double, alpha: Double = 1) {
        (self.red, self.green, self.blue, self.alpha) = (red, green, blue, alpha)
    }

    /// Hue, saturation and lightness, all from 0 to 1.
    init(hue: Double, saturation: Double, lightness: Double) {
        func part(_ offset: Double) -> Double {
            let place = (offset + hue * 12).truncatingRemainder(dividingBy: 12)
            let reach = saturation * min(lightness, 1 - lightness)
            return lightness - reach * max(-1, min(place - 3, 9 - place, 1))
        }
        self.init(part(0), part(8), part(4))
    }

    static let white = Colour(1, 1, 1)
    static let black = Colour(0, 0, 0)

    func with(alpha: Double) -> Colour { Colour(red, green, blue, alpha: alpha) }

    func mixed(with other: Colour, _ share: Double) -> Colour {
        Colour(
            red + (other.red - red) * share, green + (other.green - green) * share,
            blue + (other.blue - blue) * share, alpha: alpha + (other.alpha - alpha) * share)
    }
}

/// A hue for each record, and neighbours of it for its sides.
struct Palette {
    private let hue: Double

    /// The same word always gives the same colours.
    init(word: String) {
        let number = word.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        hue = Double(number % 360) / 360
    }

    var label: Colour { Colour(hue: hue, saturation: 0.55, lightness: 0.42) }
    var labelDark: Colour { Colour(hue: hue, saturation: 0.6, lightness: 0.25) }
    var paper: Colour { Colour(hue: hue, saturation: 0.25, lightness: 0.9) }
    var room: Colour { Colour(hue: hue, saturation: 0.18, lightness: 0.12) }
    var roomEdge: Colour { Colour(hue: hue, saturation: 0.22, lightness: 0.05) }

    func side(_ number: Int) -> Colour {
        let place = (hue + Double(number % 6) * 0.09).truncatingRemainder(dividingBy: 1)
        return Colour(hue: place, saturation: 0.65, lightness: 0.62)
    }
}

extension Double {
    var sine: Double { sin(self) }
    var cosine: Double { cos(self) }
}
