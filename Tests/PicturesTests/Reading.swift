import Foundation
import FoundationXML

/// An XML file as another program reads it.
final class XMLReading: NSObject, XMLParserDelegate {
    private(set) var root: String?
    private(set) var size: [String] = []
    private(set) var isWhole = false

    init(_ text: Data) {
        super.init()
        let parser = XMLParser(data: text)
        parser.delegate = self
        isWhole = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if root == nil {
            root = name
            size = ["width", "height"].compactMap { attributes[$0]?.replacingOccurrences(of: "pt", with: "") }
        }
    }
}

/// What ffmpeg sees in a picture.
struct Pixels {
    private let width: Int
    private let bytes: [UInt8]

    init(png: [UInt8]) throws {
        let path = FileManager.default.temporaryDirectory.path + "/vinyl-picture-\(UUID().uuidString).png"
        try Data(png).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        width = png[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
    }

    func brightness(_ x: Int, _ y: Int) -> Double {
        let start = (y * width + x) * 3
        return bytes[start..<(start + 3)].reduce(0) { $0 + Double($1) } / 3 / 255
    }
}
