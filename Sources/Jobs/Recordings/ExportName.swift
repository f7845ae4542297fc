import Archive
import Platform

/// Names for files that any disk takes, made of what people call their music.
enum ExportName {
    private static let mostBytes = 150
    private static let forbidden: Set<Unicode.Scalar> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|"]
    /// What Windows takes for devices, whatever stands behind the point.
    private static let devices: Set<String> = [
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    ]

    static func of(_ sidecar: Sidecar) -> String {
        safe(sidecar.artist.map { "\($0) - \(sidecar.title)" } ?? sidecar.title)
    }

    /// Numbers of one width, so that they sort.
    static func of(_ title: String, track: Int, of count: Int) -> String {
        pad(track, max(2, "\(count)".count)) + " " + safe(title)
    }

    static func safe(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isUnsafe =
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || forbidden.contains(scalar)
            scalars.append(isUnsafe ? "_" : scalar)
        }
        var name = String(scalars)
        while name.utf8.count > mostBytes { name.removeLast() }
        while let first = name.first, first == " " || first == "." { name.removeFirst() }
        while let last = name.last, last == " " || last == "." { name.removeLast() }
        if name.isEmpty { return "recording" }
        let beforePoint = String(name.prefix { $0 != "." }).uppercased()
        return devices.contains(beforePoint) ? "_" + name : name
    }
}
