import CCURL

/// A URL of a scheme that we speak, and how it may be shown.
struct Address {
    /// Without user, password, query and fragment.
    let shown: String

    init(_ url: String, schemes: [String], hidesPath: Bool = false) throws(TransferError) {
        guard let parts = curl_url() else { throw .outOfMemory }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, url, UInt32(CURLU_PATH_AS_IS)) == CURLUE_OK,
            let scheme = Self.part(parts, CURLUPART_SCHEME), schemes.contains(scheme),
            let host = Self.part(parts, CURLUPART_HOST)
        else {
            // What cannot be read may be a secret in the wrong place.
            throw .notAnAddress(
                "what should begin with " + schemes.map { $0 + "://" }.joined(separator: " or "))
        }
        let port = Self.part(parts, CURLUPART_PORT).map { ":" + $0 } ?? ""
        let path = hidesPath ? "" : Self.part(parts, CURLUPART_PATH) ?? ""
        shown = "\(scheme)://\(host)\(port)\(path == "/" ? "" : path)"
    }

    private static func part(_ parts: OpaquePointer, _ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
