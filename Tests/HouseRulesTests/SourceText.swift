import Foundation
import Testing

/// A Swift file of ours, as lines.
struct SourceText: Sendable {
    let path: String
    let lines: [Substring]

    var code: [Substring] { lines.filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") } }

    /// The last line ends with a line end, behind which nothing stands.
    var lineCount: Int { lines.count - 1 }

    /// Every Swift file below `Sources/` and the given folders of it.
    static func all(in modules: [String] = [""]) throws -> [SourceText] {
        try modules.flatMap { module in
            let folder = root.appending(path: "Sources/" + module)
            let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            let files = (found?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
            #expect(!files.isEmpty, "\(folder.path) holds no Swift file")
            return try files.map { file in
                let text = try String(contentsOf: file, encoding: .utf8)
                return SourceText(
                    path: file.path.replacingOccurrences(of: root.path + "/", with: ""),
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false))
            }
        }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardized
}

extension SourceText {
    struct Function: Sendable {
        let name: String
        let lineCount: Int
    }

    /// Found by the shape that the formatter gives them: a body ends with a brace as far in as its first line.
    var functions: [Function] {
        lines.indices.compactMap { start in
            let indent = lines[start].prefix { $0 == " " }
            let words = lines[start].dropFirst(indent.count)
            guard words.hasSuffix("{") || words.hasSuffix("(") || words.hasSuffix(")"),
                words.contains(/^(@\w+ |\w+ )*(func |init[?(<]|deinit |subscript[(<]|var .*\{$)/),
                let body = lines[start...].prefix(12).firstIndex(where: { $0.hasSuffix("{") || $0.isEmpty }),
                lines[body].hasSuffix("{"), !lines[start].hasSuffix("}"),
                let end = lines[body...].firstIndex(of: indent + "}")
            else { return nil }
            return Function(name: String(words), lineCount: end - start + 1)
        }
    }

    /// The names of types that the file declares.
    var typeNames: [String] {
        code.filter { $0.hasSuffix("{") || $0.contains("typealias") }.flatMap { line in
            line.matches(of: /\b(?:struct|class|enum|protocol|actor|typealias) ([A-Z]\w*)/).map {
                String($0.1)
            }
        }
    }
}
