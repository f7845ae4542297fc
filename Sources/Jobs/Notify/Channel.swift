import Catalogue
import Platform
import Transfer

/// A way to people.
enum Channel {
    case webhook(Webhook)
    case mail(MailBox)

    fileprivate static let mailName = "mail"

    /// As it stands in the catalogue.
    var name: String {
        switch self {
        case .webhook: "webhook"
        case .mail: Self.mailName
        }
    }

    func send(
        _ message: Catalogue.Message, _ transfer: inout Transfer, _ goOn: () -> Bool
    ) -> Dispatch {
        switch self {
        case .webhook(let webhook): webhook.send(message, &transfer, goOn)
        case .mail(let box): box.send(message, &transfer, goOn)
        }
    }
}

/// All that the settings name.
struct Channels {
    private(set) var usable: [Channel] = []
    /// Why mail cannot be used: a setting is wrong. What waits for it goes on waiting.
    private(set) var fault: JobError?

    init(_ settings: Settings) {
        if !settings.text(.notifyURL).isEmpty { usable.append(.webhook(Webhook(settings))) }
        do throws(JobError) {
            if let box = try MailBox(settings) { usable.append(.mail(box)) }
        } catch {
            fault = error
        }
    }

    /// Of all of them, as they stand in the catalogue.
    var names: [String] { usable.map(\.name) + (fault == nil ? [] : [Channel.mailName]) }
}

/// What became of a message.
enum Dispatch: Equatable {
    case delivered(String)
    /// It did not take it; another may fare better.
    case refused(String, retryAfterSeconds: Int? = nil)
    /// It cannot be reached: nothing else can be sent there now.
    case unreachable(String)
    /// We were asked to stop.
    case stopped

    init(_ error: TransferError) {
        switch error {
        case .stopped: self = .stopped
        case .refused, .tooLong: self = .refused("\(error)")
        default: self = .unreachable("\(error)")
        }
    }

    var words: String {
        switch self {
        case .delivered(let words), .refused(let words, _), .unreachable(let words): words
        case .stopped: "stopped as asked"
        }
    }
}

extension Trust {
    init(_ settings: Settings) {
        self.init()
        let file = settings.text(.notifyCAFile)
        if !file.isEmpty { authorities = file }
    }
}

extension Patience {
    /// Nobody waits for a notice for long, and the next run tries again.
    static var ofNotices: Patience {
        var patience = Patience()
        patience.connectSeconds = 10
        patience.mostSeconds = 30
        return patience
    }
}
