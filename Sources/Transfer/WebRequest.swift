package import Platform

/// One question to a web server.
package struct WebRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET", head = "HEAD", put = "PUT", post = "POST", delete = "DELETE"
    }

    package enum Body: Sendable {
        case nothing
        case bytes([UInt8])
        /// Read as it is sent, as long as it was when the transfer began.
        case file(String)
    }

    package enum Credentials: Sendable {
        case none
        case bearer(Secret)
        case password(user: String, Secret)
        /// Signature version 4; the hash of the body in 64 digits is part of what is signed.
        case s3(region: String, key: String, Secret, bodySHA256: String)

        var isSigned: Bool {
            if case .s3 = self { true } else { false }
        }
    }

    package var method: Method
    /// Of `http` or `https`; a redirection is an answer, and is not followed.
    package var url: String
    package var headers: [Header] = []
    package var body = Body.nothing
    package var credentials = Credentials.none
    /// How many bytes of the body are already here.
    package var resumeFrom = 0
    /// A body of more bytes ends the transfer.
    package var mostBytes: Int
    package var patience = Patience()
    package var trust = Trust()
    /// For an address whose path is itself a secret: errors tell the host alone.
    package var hidesPath = false

    package init(_ method: Method, _ url: String, mostBytes: Int) {
        self.method = method
        self.url = url
        self.mostBytes = mostBytes
    }
}

package struct Header: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Nothing in it can begin another line.
    var isOneLine: Bool {
        !name.isEmpty && !name.utf8.contains { $0 <= 32 || $0 == 58 || $0 == 127 }
            && !value.utf8.contains { [0, 10, 13].contains($0) }
    }
}

/// How long to wait, and how fast to be.
package struct Patience: Sendable {
    package var connectSeconds = 15
    /// Slower than so many bytes a second, for so many seconds, is given up.
    package var slowestBytesPerSecond = 100
    package var slowSeconds = 30
    package var mostSeconds: Int?
    /// Of what comes.
    package var mostBytesPerSecond: Int?

    package init() {}
}

/// Whom to believe behind TLS, and how to show who we are.
package struct Trust: Sendable {
    package var verifies = true
    /// A file of certificates in place of the system's.
    package var authorities: String?
    package var certificate: String?
    package var key: String?

    package init() {}
}
