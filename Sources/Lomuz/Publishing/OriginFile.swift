/// How a file of an origin is served, whoever serves it.
package enum OriginFile {
    package static let headMaximumAgeSeconds = 30

    /// Everything but a head is named by what is in it, and never changes.
    package static func cacheControl(_ path: String) -> String {
        isHead(path) ? "public, max-age=\(headMaximumAgeSeconds)" : "public, max-age=31536000, immutable"
    }

    /// Media say themselves what they are.
    package static func contentType(_ path: String) -> String {
        if path.hasSuffix(".json") { return "application/json" }
        return path.hasSuffix(".gz") ? "application/gzip" : "application/octet-stream"
    }

    package static func isHead(_ path: String) -> Bool {
        path.hasPrefix("s/") && path.hasSuffix("/head.json")
    }

    /// What is published, in contrast to what players leave.
    package static let folders = ["s/", "t/", "b/", "m/"]
    package static let inbox = "inbox/"

    /// Whether it leads nowhere else than it seems to.
    package static func isStraight(_ path: String) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !["", ".", ".."].contains($0)
        }
    }

    /// `inbox/STREAM/DEVICE/NAME.gz` in plain names, as whatever stands before an inbox lets them in.
    package static func isTold(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "inbox" && String(parts[1]).isPlainID
            && String(parts[2]).isPlainID && parts[3].wholeMatch(of: /[A-Za-z0-9_-]+\.gz/) != nil
    }
}
