import Foundation
import Testing

@testable import Pictures

@Suite struct `a picture` {
    @Test(arguments: [Canvas.Form.png, .svg])
    func `of a record and its waveform can be read by others`(form: Canvas.Form) throws {
        let portrait = Self.portrait(sides: 2)
        for (name, bytes, width, height) in [
            ("record", try RecordPicture.draw(portrait, size: 400, form: form), 400, 400),
            ("waveform", try WaveformPicture.draw(portrait, width: 500, height: 80, form: form), 500, 80),
        ] {
            switch form {
            case .png: #expect(Self.sizeOfPNG(bytes) == [width, height], "\(name)")
            case .svg:
                let parser = XMLReading(Data(bytes))
                #expect(
                    parser.isWhole && parser.root == "svg" && parser.size == ["\(width)", "\(height)"],
                    "\(name)")
            }
        }
    }

    @Test func `is the same for the same sound, and another for another`() throws {
        func picture(_ word: String, _ sides: Int) throws -> [UInt8] {
            try RecordPicture.draw(Self.portrait(sides: sides, word: word), size: 200, form: .png)
        }
        #expect(try picture("a", 2) == picture("a", 2))
        #expect(try picture("a", 2) != picture("b", 2))
        #expect(try picture("a", 2) != picture("a", 1))
    }

    /// In the picture a side is where it is in the sound, and bare where it is silent.
    @Test func `shows sound where it is`() throws {
        let columns = (0..<1_000).map { number in
            (400..<600).contains(number)
                ? Outline.Column(lowest: -0.8, highest: 0.8, rms: 0.3)
                : Outline.Column(lowest: 0, highest: 0, rms: 0)
        }
        let portrait = Portrait(
            Outline(framesPerColumn: 100, columns: columns), sides: [.init(frames: 40_000..<60_000)],
            word: "x")
        let picture = try WaveformPicture.draw(portrait, width: 1_000, height: 100, form: .png)
        let pixels = try Pixels(png: picture)
        #expect(pixels.brightness(500, 30) > 0.3 && pixels.brightness(450, 80) > 0.3)
        #expect(pixels.brightness(200, 30) < 0.15 && pixels.brightness(800, 80) < 0.15)
    }

    @Test func `of next to nothing is drawn all the same`() throws {
        let nothing = Outline(framesPerColumn: 100, columns: [])
        let odd = [
            Portrait.Side(frames: 0..<1), .init(frames: 5..<5, gaps: [0..<1]), .init(frames: 10..<900_000),
        ]
        for sides in [[], odd] {
            let portrait = Portrait(nothing, sides: sides, word: "")
            #expect(try RecordPicture.draw(portrait, size: 100, form: .png).count > 100)
            #expect(try WaveformPicture.draw(portrait, width: 100, height: 20, form: .svg).count > 100)
        }
    }

    @Test(arguments: [19, 20, 60, 400])
    func `of a long night has room for every side`(sides: Int) throws {
        let portrait = Self.portrait(sides: sides)
        #expect(try RecordPicture.draw(portrait, size: 400, form: .png).count > 1_000)
        #expect(try WaveformPicture.draw(portrait, width: 400, height: 80, form: .png).count > 100)
    }

    @Test func `that is too large says so`() {
        #expect(throws: Canvas.Failure.self) {
            try RecordPicture.draw(Self.portrait(sides: 1), size: 40_000, form: .png)
        }
    }

    /// Music with gaps, and a rest between the sides.
    static func portrait(sides: Int, word: String = "a record") -> Portrait {
        let perSide = 11_000
        let columns = (0..<sides * perSide).map { number -> Outline.Column in
            let place = number % perSide
            guard place < 10_000, place % 2_500 > 60 else {
                return .init(lowest: -0.004, highest: 0.004, rms: 0.001)
            }
            let swell = 0.25 + 0.6 * abs(sin(Double(place) / 700)) * abs(cos(Double(place) / 37))
            return .init(lowest: Float(-swell), highest: Float(swell), rms: Float(swell / 3))
        }
        let all = (0..<sides).map { side in
            Portrait.Side(
                frames: side * perSide * 960..<(side * perSide + 10_000) * 960,
                gaps: (1..<4).map { gap in
                    let start = (side * perSide + gap * 2_500) * 960
                    return start..<(start + 60 * 960)
                })
        }
        return Portrait(Outline(framesPerColumn: 960, columns: columns), sides: all, word: word)
    }

    private static func sizeOfPNG(_ bytes: [UInt8]) -> [Int] {
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]), bytes.count > 24 else { return [] }
        return [16, 20].map { start in bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) } }
    }
}
