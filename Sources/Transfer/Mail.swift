import CCURL
package import Platform

/// A message and the server that takes it on.
package struct Mail: Sendable {
    package enum TLS: String, CaseIterable, Sendable { case required, optional, off }

    /// `smtp://host:port`, or `smtps://host:port` for TLS from the first byte.
    package var server: String
    package var user = ""
    package var password = Secret("")
    package var tls = TLS.required
    package var from: String
    package var to: [String]
    /// Head and body as they are sent, with CR LF at the end of every line.
    package var text: [UInt8]
    package var patience = Patience()
    package var trust = Trust()

    package init(server: String, from: String, to: [String], text: [UInt8]) {
        self.server = server
        self.from = from
        self.to = to
        self.text = text
    }

    /// Nothing in an address can begin another command.
    package static func isAddress(_ text: String) -> Bool {
        let bytes = text.utf8
        return bytes.count <= 254
            && bytes.allSatisfy { $0 > 32 && $0 < 127 && $0 != 60 && $0 != 62 && $0 != 44 }
            && text.split(separator: "@", omittingEmptySubsequences: false).count == 2
            && !text.hasPrefix("@") && !text.hasSuffix("@")
    }
}

extension Options {
    func set(_ mail: Mail, uploading byteCount: Int) throws(TransferError) {
        for address in [mail.from] + mail.to where !Mail.isAddress(address) {
            throw .notAnAddress("\"\(address.filter { !$0.isNewline })\"")
        }
        try set(CURLOPT_URL, mail.server)
        try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try set(mail.patience)
        try set(mail.trust)
        switch mail.tls {
        case .required: try set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        case .optional: try set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .off: try set(CURLOPT_USE_SSL, Int(CURLUSESSL_NONE.rawValue))
        }
        if !mail.user.isEmpty {
            try set(CURLOPT_USERNAME, mail.user)
            try set(CURLOPT_PASSWORD, mail.password.revealed)
        }
        try set(CURLOPT_UPLOAD, 1)
        try setSize(CURLOPT_INFILESIZE_LARGE, byteCount)
        try set(CURLOPT_MAIL_FROM, "<\(mail.from)>")
        try set(CURLOPT_MAIL_RCPT, lines: mail.to.map { "<\($0)>" })
    }
}
