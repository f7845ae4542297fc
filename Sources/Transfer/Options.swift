import CCURL

/// Sets what the library shall do, one option at a time. It copies texts, and keeps lists for us to free.
final class Options {
    private let handle: UnsafeMutableRawPointer
    private let address: String
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    init(_ handle: UnsafeMutableRawPointer, address: String) {
        self.handle = handle
        self.address = address
    }

    deinit { for list in lists { curl_slist_free_all(list) } }

    func set(_ option: CURLoption, _ number: Int) throws(TransferError) {
        try check(transfer_set_number(handle, option, number))
    }

    func setSize(_ option: CURLoption, _ bytes: Int) throws(TransferError) {
        try check(transfer_set_size(handle, option, curl_off_t(bytes)))
    }

    func set(_ option: CURLoption, _ text: String) throws(TransferError) {
        guard !text.utf8.contains(0) else { throw .notOneLine("an option of the transfer") }
        try check(transfer_set_text(handle, option, text))
    }

    func set(_ option: CURLoption, lines: [String]) throws(TransferError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw .outOfMemory
            }
            list = longer
        }
        if let list { lists.append(list) }
        try check(transfer_set_list(handle, option, list))
    }

    func set(_ patience: Patience) throws(TransferError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_CONNECTTIMEOUT, patience.connectSeconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, patience.slowestBytesPerSecond)
        try set(CURLOPT_LOW_SPEED_TIME, patience.slowSeconds)
        if let seconds = patience.mostSeconds { try set(CURLOPT_TIMEOUT, seconds) }
    }

    func set(_ trust: Trust) throws(TransferError) {
        try set(CURLOPT_SSL_VERIFYPEER, trust.verifies ? 1 : 0)
        try set(CURLOPT_SSL_VERIFYHOST, trust.verifies ? 2 : 0)
        if let file = trust.authorities { try set(CURLOPT_CAINFO, file) }
        if let file = trust.certificate { try set(CURLOPT_SSLCERT, file) }
        if let file = trust.key { try set(CURLOPT_SSLKEY, file) }
    }

    private func check(_ code: CURLcode) throws(TransferError) {
        guard code != CURLE_OK else { return }
        if code == CURLE_OUT_OF_MEMORY { throw .outOfMemory }
        let reason = String(cString: curl_easy_strerror(code))
        throw .failed(address: address, reason: reason, isTemporary: false)
    }
}
