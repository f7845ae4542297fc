import CCURL
import Platform

/// One transfer as the library's callbacks see it.
final class Exchange {
    /// Why we ended it ourselves.
    enum Ending { case tooLong, stopped, tooManyHeaders, unreadable(SystemError) }

    private static let mostHeaderBytes = 65_536

    private(set) var response = WebResponse()
    private(set) var ending: Ending?
    private var headerBytes = 0
    private var uploaded = 0
    private var pace: Pace?
    private let upload: Upload
    private let mostBytes: Int
    private let goOn: () -> Bool
    private let receive: (WebResponse, [UInt8]) -> Bool

    init(
        upload: Upload, mostBytes: Int, pace: Pace?, goOn: @escaping () -> Bool,
        receive: @escaping (WebResponse, [UInt8]) -> Bool
    ) {
        self.upload = upload
        self.mostBytes = mostBytes
        self.pace = pace
        self.goOn = goOn
        self.receive = receive
    }

    fileprivate func takeHead(_ bytes: [UInt8]) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.mostHeaderBytes else { return end(.tooManyHeaders) }
        response.take(line: bytes)
        return true
    }

    fileprivate func takeBody(_ bytes: [UInt8]) -> Bool {
        response.bodyBytes += bytes.count
        guard response.bodyBytes <= mostBytes else { return end(.tooLong) }
        guard pace?.take(bytes.count, goOn: goOn) ?? true else { return end(.stopped) }
        return receive(response, bytes) || end(.stopped)
    }

    fileprivate func giveBody(_ most: Int) -> [UInt8]? {
        do throws(SystemError) {
            let bytes = try upload.bytes(from: uploaded, most: most)
            uploaded += bytes.count
            return bytes
        } catch {
            _ = end(.unreadable(error))
            return nil
        }
    }

    fileprivate func rewind(to offset: Int) { uploaded = offset }

    fileprivate func mayGoOn() -> Bool { goOn() || end(.stopped) }

    private func end(_ ending: Ending) -> Bool {
        self.ending = ending
        return false
    }
}

extension Exchange {
    /// Until the library is done, it finds this exchange behind its pointer.
    func run(_ handle: UnsafeMutableRawPointer, address: String) -> Result<WebResponse, TransferError> {
        var error = [CChar](repeating: 0, count: transfer_error_bytes)
        let (code, said) = error.withUnsafeMutableBufferPointer { error in
            let prepared = transfer_set_callbacks(
                handle, Unmanaged.passUnretained(self).toOpaque(),
                { takeBytes($0, $1, $2, $3) { $0.takeHead($1) } },
                { takeBytes($0, $1, $2, $3) { $0.takeBody($1) } },
                giveBytes, seek, { owner, _, _, _, _ in exchange(owner)?.mayGoOn() == true ? 0 : 1 },
                error.baseAddress)
            let code = prepared == CURLE_OK ? curl_easy_perform(handle) : prepared
            return (code, error.baseAddress.map { String(cString: $0) } ?? "")
        }
        response.status = transfer_number(handle, CURLINFO_RESPONSE_CODE)
        let wait = Int(transfer_size(handle, CURLINFO_RETRY_AFTER))
        response.retryAfterSeconds = wait > 0 ? wait : nil
        if code == CURLE_OK { return .success(response) }
        let reason = said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
        return .failure(failure(code, address, reason))
    }

    private func failure(_ code: CURLcode, _ address: String, _ reason: String) -> TransferError {
        switch ending {
        case .tooLong: return .tooLong(address: address, mostBytes: mostBytes)
        case .stopped: return .stopped(address: address)
        case .unreadable(let error): return .unreadable(error)
        case .tooManyHeaders:
            return .failed(address: address, reason: "endless headers", isTemporary: false)
        case nil: break
        }
        switch code {
        case CURLE_OUT_OF_MEMORY: return .outOfMemory
        case CURLE_RANGE_ERROR, CURLE_BAD_DOWNLOAD_RESUME: return .notResumed(address: address)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED:
            return .untrusted(address: address, reason: reason)
        case CURLE_LOGIN_DENIED, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY,
            CURLE_QUOTE_ERROR,
            CURLE_REMOTE_ACCESS_DENIED
        where response.status >= 400 && address.hasPrefix("smtp"):
            return .refused(address: address, status: response.status, reason: reason)
        default:
            return .failed(address: address, reason: reason, isTemporary: Self.isTemporary(code))
        }
    }

    private static func isTemporary(_ code: CURLcode) -> Bool {
        ![CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_NOT_BUILT_IN]
            .contains(code)
    }
}

private func exchange(_ owner: UnsafeMutableRawPointer?) -> Exchange? {
    owner.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
}

private func takeBytes(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ owner: UnsafeMutableRawPointer?,
    _ take: (Exchange, [UInt8]) -> Bool
) -> Int {
    guard let exchange = exchange(owner) else { return 0 }
    let taken = [UInt8](UnsafeRawBufferPointer(start: bytes, count: size * count))
    // Of no bytes, none taken is success.
    return take(exchange, taken) ? taken.count : taken.isEmpty ? 1 : 0
}

private func giveBytes(
    _ room: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ owner: UnsafeMutableRawPointer?
) -> Int {
    guard let room, let bytes = exchange(owner)?.giveBody(size * count) else { return transfer_abort_upload }
    UnsafeMutableRawBufferPointer(start: room, count: size * count).copyBytes(from: bytes)
    return bytes.count
}

private func seek(_ owner: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
    guard origin == 0, let exchange = exchange(owner) else { return CURL_SEEKFUNC_FAIL }
    exchange.rewind(to: Int(offset))
    return CURL_SEEKFUNC_OK
}
