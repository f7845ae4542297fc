import Platform
import Transfer

/// One bucket, spoken to in signed requests.
final class S3Service {
    private let address: String
    private let region: String
    private let key: String
    private let secret: Secret
    private let stop: StopFlag
    private var line: Line

    /// Of nothing.
    private static let emptySHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let attempts = 4
    private static let listBytes = 16 << 20
    private static let mediaBytes = 1 << 35

    /// A handle cannot be a member of a class by itself.
    private final class Line {
        var transfer: Transfer

        init() throws(TransferError) { transfer = try Transfer() }
    }

    init(bucket: String, _ call: Call) throws(JobError) {
        region = call.settings.text(.s3Region)
        key = call.settings.text(.s3AccessKeyID)
        secret = call.settings.secret(.s3SecretAccessKey)
        guard !key.isEmpty, !secret.revealed.isEmpty else {
            throw .misconfigured("S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY say who writes to \(bucket)")
        }
        let told = call.settings.text(.s3Endpoint)
        let endpoint = told.isEmpty ? "https://s3.\(region).amazonaws.com" : told
        address = (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint) + "/" + bucket
        stop = call.stop
        line = try transferring { () throws(TransferError) in try Line() }
    }

    func ask(
        _ method: WebRequest.Method, _ path: String, most: Int
    ) throws(JobError) -> (head: WebResponse, body: [UInt8]) {
        try perform(request(method, "/" + Self.escaped(path, keeping: "/"), most: most))
    }

    func put(
        _ body: WebRequest.Body, sha256: String, _ path: String, _ headers: [Header]
    ) throws(JobError) -> (head: WebResponse, body: [UInt8]) {
        var request = request(.put, "/" + Self.escaped(path, keeping: "/"), most: 65_536, sha256: sha256)
        request.body = body
        request.headers = headers
        return try perform(request)
    }

    /// The body goes by; what was taken of one that failed was in vain, so there is one attempt.
    func stream(_ path: String, _ take: ([UInt8]) -> Void) throws(JobError) -> WebResponse {
        let request = request(.get, "/" + Self.escaped(path, keeping: "/"), most: Self.mediaBytes)
        return try transferring { () throws(TransferError) in
            try line.transfer.perform(request, goOn: { !stop.isSet }) { head, bytes in
                if head.isSuccess { take(bytes) }
                return true
            }
        }
    }

    func list(_ prefix: String, after token: String?) throws(JobError) -> S3Page {
        // In the order of their names, as the signature has it.
        let marker = token.map { "continuation-token=\(Self.escaped($0))&" } ?? ""
        let query = "/?\(marker)list-type=2&prefix=\(Self.escaped(prefix))"
        let (head, body) = try perform(request(.get, query, most: Self.listBytes))
        try expect(head, to: "list", prefix)
        return S3Page(body)
    }

    func expect(_ head: WebResponse, to verb: String, _ path: String) throws(JobError) {
        guard !head.isSuccess else { return }
        let sentence = "\(address) answered \(head.status) when asked to \(verb) \(path)"
        throw head.isTemporary ? .busy(sentence) : .failed(sentence)
    }

    private func request(
        _ method: WebRequest.Method, _ path: String, most: Int, sha256: String? = nil
    ) -> WebRequest {
        var request = WebRequest(method, address + path, mostBytes: most)
        request.credentials = .s3(
            region: region, key: key, secret, bodySHA256: sha256 ?? Self.emptySHA256)
        return request
    }

    /// What may succeed a moment later is asked again.
    private func perform(_ request: WebRequest) throws(JobError) -> (head: WebResponse, body: [UInt8]) {
        for attempt in 1... {
            let isLast = attempt == Self.attempts
            var pause = 250 << attempt
            do throws(TransferError) {
                let answer = try line.transfer.collect(request) { !stop.isSet }
                guard answer.head.isTemporary, !isLast else { return answer }
                pause = max(pause, min(answer.head.retryAfterSeconds ?? 0, 60) * 1_000)
            } catch {
                try stop.check()
                guard error.isTemporary, !isLast else {
                    throw JobError(error)
                }
            }
            if stop.wait(milliseconds: pause) { throw .stopped }
        }
        throw .stopped
    }

    /// Everything but letters, digits, `-._~`, and what is to be kept.
    private static func escaped(_ text: String, keeping more: String = "") -> String {
        let plain = Array(("-._~" + more).utf8)
        var escaped = ""
        for byte in text.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || plain.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            escaped += isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }
        return escaped
    }
}

/// Hands on what a transfer throws.
func transferring<Answer>(_ body: () throws(TransferError) -> Answer) throws(JobError) -> Answer {
    do throws(TransferError) { return try body() } catch { throw JobError(error) }
}

extension JobError {
    /// Whoever sends more than there can be is not to be believed.
    fileprivate init(_ error: TransferError) {
        if case .tooLong = error {
            self = .refused("\(error)")
        } else {
            self = error.isTemporary ? .busy("\(error)") : .failed("\(error)")
        }
    }
}

/// A part of a list of a bucket: the few words of its XML that we need.
struct S3Page {
    let files: [StoredFile]
    let next: String?

    init(_ body: [UInt8]) {
        let text = String(decoding: body, as: UTF8.self)
        var files: [StoredFile] = []
        for entry in Self.all("Contents", in: text[...]) {
            guard let key = Self.all("Key", in: entry).first,
                let bytes = Self.all("Size", in: entry).first.flatMap({ Int($0) })
            else { continue }
            let modified = Self.all("LastModified", in: entry).first.flatMap(Self.microseconds)
            files.append(
                StoredFile(path: Self.plain(key), bytes: bytes, modifiedMicroseconds: modified ?? 0))
        }
        self.files = files
        let isCut = Self.all("IsTruncated", in: text[...]).first == "true"
        next = isCut ? Self.all("NextContinuationToken", in: text[...]).first.map(Self.plain) : nil
    }

    private static func all(_ name: String, in text: Substring) -> [Substring] {
        var found: [Substring] = []
        var rest = text
        while let start = rest.firstRange(of: "<\(name)>") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "</\(name)>") else { break }
            found.append(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return found
    }

    private static func plain(_ text: Substring) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&apos;", with: "'")
            .replacing("&amp;", with: "&")
    }

    /// `2026-11-21T20:14:02.000Z`, with or without the fraction.
    private static func microseconds(_ text: Substring) -> Int64? {
        let digits = text.prefix(19).filter { $0 != "-" && $0 != ":" }
        return UTC(compact: (digits + ".000Z")[...])?.microseconds
    }
}
