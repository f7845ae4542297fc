import Catalogue
import Platform
import Transfer

/// `NOTIFY_EMAIL`: a mail for each message.
struct MailBox {
    private let server: String
    private let user: String
    private let password: Secret
    private let tls: Mail.TLS
    private let trust: Trust
    private let from: String
    private let to: [String]

    /// Nil when nobody wants mail.
    init?(_ settings: Settings) throws(JobError) {
        to = settings.text(.notifyEmail).split { $0 == "," || $0 == " " }.map(String.init)
        guard let first = to.first else { return nil }
        server = settings.text(.smtpURL)
        guard !server.isEmpty else {
            throw .misconfigured("NOTIFY_EMAIL is set, but SMTP_URL does not say which server takes mail")
        }
        from = settings.text(.smtpFrom).isEmpty ? first : settings.text(.smtpFrom)
        for address in to + [from] where !Mail.isAddress(address) {
            throw .misconfigured(
                "\(oneLine(address)) is no address for mail; look at NOTIFY_EMAIL and SMTP_FROM")
        }
        user = settings.text(.smtpUser)
        password = settings.secret(.smtpPassword)
        tls = Mail.TLS(rawValue: settings.text(.smtpTLS)) ?? .required
        trust = Trust(settings)
    }

    func send(
        _ message: Catalogue.Message, _ transfer: inout Transfer, _ goOn: () -> Bool
    ) -> Dispatch {
        let letter = Letter(
            from: from, to: to, subject: message.title, text: message.text, key: message.key,
            madeMicroseconds: message.madeMicroseconds)
        var mail = Mail(server: server, from: from, to: to, text: Array(letter.text.utf8))
        mail.user = user
        mail.password = password
        mail.tls = tls
        mail.trust = trust
        mail.patience = .ofNotices
        do throws(TransferError) {
            try transfer.send(mail, goOn: goOn)
            return .delivered("the server took it")
        } catch {
            return Dispatch(error)
        }
    }
}
