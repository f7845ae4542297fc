import Catalogue
import Digests
import Platform
import Transfer

/// `NOTIFY_URL`: a POST for each message, as JSON or as plain text.
struct Webhook {
    private enum Format: String { case json, text }

    private let url: Secret
    private let secret: Secret
    private let format: Format
    private let trust: Trust

    private static let mostAnswerBytes = 1 << 20

    init(_ settings: Settings) {
        url = settings.secret(.notifyURL)
        secret = settings.secret(.notifySecret)
        format = Format(rawValue: settings.text(.notifyFormat)) ?? .json
        trust = Trust(settings)
    }

    func send(
        _ message: Catalogue.Message, _ transfer: inout Transfer, _ goOn: () -> Bool
    ) -> Dispatch {
        var request = WebRequest(.post, url.revealed, mostBytes: Self.mostAnswerBytes)
        request.hidesPath = true
        request.patience = .ofNotices
        request.trust = trust
        let body = body(message)
        request.body = .bytes(body)
        request.headers = headers(message, body)
        do throws(TransferError) {
            let answer = try transfer.perform(request, goOn: goOn) { _, _ in true }
            if answer.isSuccess { return .delivered("it was taken with \(answer.status)") }
            let words = "it answered \(answer.status)"
            return .refused(
                words, retryAfterSeconds: answer.isTemporary ? answer.retryAfterSeconds : nil)
        } catch {
            return Dispatch(error)
        }
    }

    /// The same every time, so that its signature is, too.
    private func body(_ message: Catalogue.Message) -> [UInt8] {
        switch format {
        case .text: return Array(message.text.utf8)
        case .json:
            let json = JSON.object([
                ("key", .text(message.key)), ("title", .text(message.title)), ("text", .text(message.text)),
                ("at", .text(UTC(microseconds: message.madeMicroseconds).iso)), ("notices", message.details),
            ])
            return Array(json.description.utf8)
        }
    }

    private func headers(_ message: Catalogue.Message, _ body: [UInt8]) -> [Header] {
        var headers = [Header("Idempotency-Key", message.key)]
        switch format {
        case .json: headers.append(Header("Content-Type", "application/json"))
        case .text:
            headers.append(Header("Content-Type", "text/plain; charset=utf-8"))
            headers.append(Header("Title", oneLine(message.title)))
        }
        if !secret.revealed.isEmpty,
            let code = Digest.authentication(of: body, key: Array(secret.revealed.utf8))
        {
            headers.append(Header("X-Vinyl-Signature", "sha256=" + code.hexadecimal))
        }
        return headers
    }
}
