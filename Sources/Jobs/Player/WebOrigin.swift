import Platform
import Transfer

/// An origin that is a web server.
final class WebOrigin: Origin {
    let name: String
    private(set) var traffic = Traffic()
    private var transfer: Transfer
    private let base: String
    private let token: Secret
    private let trust: Trust
    private let bytesPerSecond: Int?
    private let goOn: () -> Bool

    /// Nil where there is no memory.
    init?(_ url: String, _ settings: PlayerSettings, bytesPerSecond: Int?, goOn: @escaping () -> Bool) {
        guard let transfer = try? Transfer() else { return nil }
        self.transfer = transfer
        var base = url[...]
        while base.last == "/" { base.removeLast() }
        self.base = String(base)
        // Whatever stands before an @ could be a password.
        let host = base.split(separator: "@").last ?? base
        name = base.contains("@") ? base.prefix { $0 != ":" } + "://" + host : self.base
        token = settings.token
        trust = settings.trust
        self.bytesPerSecond = bytesPerSecond
        self.goOn = goOn
    }

    func object(_ path: String, most: Int, unless etag: String?) throws(OriginError) -> OriginAnswer {
        var request = request(.get, path, mostBytes: most)
        if let etag, !etag.isEmpty { request.headers.append(Header("If-None-Match", etag)) }
        traffic.requests += 1
        let answer: (head: WebResponse, body: [UInt8])
        do throws(TransferError) {
            answer = try transfer.collect(request, goOn: goOn)
        } catch {
            throw failure(error)
        }
        traffic.bytes += answer.body.count
        switch answer.head.status {
        case 200:
            try check(answer.head)
            if Self.isPage(answer.head, answer.body, path) {
                throw .unreachable("\(name) answers with a web page; is there a log-in page before it?")
            }
            if let told = answer.head["Content-Length"].flatMap({ Int($0) }), told != answer.body.count {
                throw .unreachable("\(name): an answer was cut short")
            }
            return .fresh(answer.body, etag: answer.head["ETag"])
        case 304: return .notModified
        case 404, 410: return .missing
        default: throw refusal(answer.head)
        }
    }

    func media(
        _ path: String, from offset: Int, most: Int, take: (ArraySlice<UInt8>) -> Bool
    ) throws(OriginError) {
        var request = request(.get, path, mostBytes: max(1, most - offset))
        request.resumeFrom = offset
        request.patience.mostBytesPerSecond = bytesPerSecond
        traffic.requests += 1
        var bytes = 0
        var isTaken = true
        let wanted = offset > 0 ? 206 : 200
        let answer: WebResponse
        do throws(TransferError) {
            answer = try transfer.perform(request, goOn: goOn) { head, piece in
                bytes += piece.count
                // The text of an error is nothing to keep.
                guard head.status == wanted, Self.isPlain(head) else { return true }
                isTaken = take(piece[...])
                return isTaken
            }
        } catch {
            traffic.bytes += bytes
            if !isTaken { throw .ended }
            if case .notResumed = error { throw .notResumed }
            throw failure(error)
        }
        traffic.bytes += bytes
        switch answer.status {
        case wanted: try check(answer)
        case 200, 206, 416: throw .notResumed
        case 404, 410: throw .missing("\(name) does not have \(path)")
        default: throw refusal(answer)
        }
    }

    func put(_ path: String, _ bytes: [UInt8]) throws(OriginError) -> Bool {
        var request = request(.put, path, mostBytes: 65_536)
        request.body = .bytes(bytes)
        request.headers += [
            Header("Content-Type", "application/gzip"), Header("If-None-Match", "*"),
        ]
        traffic.requests += 1
        let head: WebResponse
        do throws(TransferError) {
            head = try transfer.collect(request, goOn: goOn).head
        } catch {
            throw failure(error)
        }
        // 412: it is there already.
        if head.isSuccess || head.status == 412 { return true }
        if [401, 403, 404, 405, 501].contains(head.status) { return false }
        throw refusal(head)
    }
}

extension WebOrigin {
    private func request(_ method: WebRequest.Method, _ path: String, mostBytes: Int) -> WebRequest {
        var request = WebRequest(method, base + "/" + path, mostBytes: mostBytes)
        if !token.revealed.isEmpty { request.credentials = .bearer(token) }
        request.trust = trust
        return request
    }

    /// No head begins like this. Other objects may, and are known by what is in them: only one that says so is a page.
    private static func isPage(_ head: WebResponse, _ body: [UInt8], _ path: String) -> Bool {
        guard body.first == UInt8(ascii: "<") else { return false }
        let type = head["Content-Type"]?.lowercased() ?? ""
        return path.hasSuffix("/head.json") || type.hasPrefix("text/html")
    }

    private static func isPlain(_ head: WebResponse) -> Bool {
        let encoding = head["Content-Encoding"]?.lowercased() ?? "identity"
        return ["identity", ""].contains(encoding)
    }

    private func check(_ head: WebResponse) throws(OriginError) {
        guard Self.isPlain(head) else { throw .wrong("\(name) packs what nobody asked it to pack") }
    }

    private func refusal(_ head: WebResponse) -> OriginError {
        let seconds = head.retryAfterSeconds
        return .unreachable("\(name) answers with \(head.status)", retryAfterSeconds: seconds)
    }

    private func failure(_ error: TransferError) -> OriginError {
        switch error {
        case .tooLong(let address, _): .wrong("\(address) sent more than it should")
        case .stopped: .ended
        default: .unreachable("\(error)")
        }
    }
}
