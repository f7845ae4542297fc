import CCURL

/// A line to servers, in the thread that made it: it stays open from one transfer to the next.
package struct Transfer: ~Copyable {
    private let handle: UnsafeMutableRawPointer

    package init() throws(TransferError) {
        Self.startLibrary
        guard let handle = curl_easy_init() else { throw .outOfMemory }
        self.handle = handle
    }

    deinit { curl_easy_cleanup(handle) }

    private static let startLibrary: Void = { _ = transfer_start_library() }()

    /// The body goes to `receive` as it comes, with the head that it belongs to; whoever answers false ends it,
    /// as does `goOn`, which is asked at least once a second.
    package mutating func perform(
        _ request: WebRequest, goOn: () -> Bool = { true },
        receive: (_ head: WebResponse, _ bytes: [UInt8]) -> Bool
    ) throws(TransferError) -> WebResponse {
        let address = try Address(
            request.url, schemes: ["http", "https"], hidesPath: request.hidesPath)
        let upload = try Upload(request.body)
        let options = Options(handle, address: address.shown)
        defer { curl_easy_reset(handle) }
        try options.set(request, uploading: upload.byteCount)
        let pace = request.patience.mostBytesPerSecond.map { Pace(bytesPerSecond: $0) }
        return try run(address, options, upload, request.mostBytes, pace, goOn, receive)
    }

    /// The whole body at once.
    package mutating func collect(
        _ request: WebRequest, goOn: () -> Bool = { true }
    ) throws(TransferError) -> (head: WebResponse, body: [UInt8]) {
        var body: [UInt8] = []
        let head = try perform(request, goOn: goOn) { _, bytes in
            body += bytes
            return true
        }
        return (head, body)
    }

    package mutating func send(_ mail: Mail, goOn: () -> Bool = { true }) throws(TransferError) {
        let address = try Address(mail.server, schemes: ["smtp", "smtps"])
        let upload = try Upload(.bytes(mail.text))
        let options = Options(handle, address: address.shown)
        defer { curl_easy_reset(handle) }
        try options.set(mail, uploading: upload.byteCount)
        _ = try run(address, options, upload, 65_536, nil, goOn, { _, _ in true })
    }

    private func run(
        _ address: Address, _ options: Options, _ upload: Upload, _ mostBytes: Int, _ pace: Pace?,
        _ goOn: () -> Bool, _ receive: (WebResponse, [UInt8]) -> Bool
    ) throws(TransferError) -> WebResponse {
        let handle = handle
        // The library reads the options' lists until it is done.
        return try withExtendedLifetime(options) {
            withoutActuallyEscaping(goOn) { goOn in
                withoutActuallyEscaping(receive) { receive in
                    let exchange = Exchange(
                        upload: upload, mostBytes: mostBytes, pace: pace, goOn: goOn, receive: receive)
                    return exchange.run(handle, address: address.shown)
                }
            }
        }.get()
    }
}
