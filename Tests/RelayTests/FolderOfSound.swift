import Glibc
import TestSupport

/// A folder that goes when nobody needs it any more.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/vinyl-relay-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestSupportError("cannot make a temporary folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { shell("rm -rf \(path)") }

    /// All files below it.
    var files: [String] {
        shell("find \(path) -type f | sort").output.split(separator: "\n").map(String.init)
    }

    /// What `flac -t` says of the finished segments below it: nothing, when they are well.
    var complaintsOfFLAC: String {
        let (output, isContent) = shell(
            "find \(path) -name '*.flac' -print0 | xargs -r -0 flac --test --silent --warnings-as-errors")
        return isContent ? output : "it failed: \(output)"
    }
}
