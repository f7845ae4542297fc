import CCURL
import Platform

extension Options {
    func set(_ request: WebRequest, uploading byteCount: Int) throws(TransferError) {
        try set(CURLOPT_URL, request.url)
        // Two dots in a name are two dots.
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_USERAGENT, "vinyl/\(vinylVersion)")
        try set(request.patience)
        try set(request.trust)
        try setMethod(request, byteCount)
        if request.resumeFrom > 0 { try setSize(CURLOPT_RESUME_FROM_LARGE, request.resumeFrom) }
        try setHeaders(request)
    }

    private func setMethod(_ request: WebRequest, _ byteCount: Int) throws(TransferError) {
        switch request.method {
        case .get: try set(CURLOPT_HTTPGET, 1)
        case .head: try set(CURLOPT_NOBODY, 1)
        case .delete: try set(CURLOPT_CUSTOMREQUEST, "DELETE")
        case .put, .post:
            try set(CURLOPT_UPLOAD, 1)
            try setSize(CURLOPT_INFILESIZE_LARGE, byteCount)
            try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private func setHeaders(_ request: WebRequest) throws(TransferError) {
        var headers = [Header("Accept-Encoding", "identity")] + request.headers
        switch request.credentials {
        case .none: break
        case .bearer(let secret):
            let header = Header("Authorization", "Bearer " + secret.revealed)
            guard header.isOneLine else { throw .notOneLine("the bearer's token") }
            headers.append(header)
        case .password(let user, let secret):
            try set(CURLOPT_USERNAME, user)
            try set(CURLOPT_PASSWORD, secret.revealed)
        case .s3(let region, let key, let secret, let bodySHA256):
            try set(CURLOPT_AWS_SIGV4, "aws:amz:\(region):s3")
            try set(CURLOPT_USERNAME, key)
            try set(CURLOPT_PASSWORD, secret.revealed)
            headers.append(Header("x-amz-content-sha256", bodySHA256))
        }
        // No waiting for a 100 that many servers never send. What is signed must be sent, and this is not.
        var lines = request.credentials.isSigned ? [] : ["Expect:"]
        for header in headers {
            guard header.isOneLine else { throw .notOneLine("the header \(header.name)") }
            // The library takes a header of nothing for one to leave out, unless it ends so.
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        try set(CURLOPT_HTTPHEADER, lines: lines)
    }
}
