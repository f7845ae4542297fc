import TestSupport

extension TemporaryFolder {
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
