import Catalogue
import Platform
import Transfer

/// Takes what waits to people, each channel for itself. One message that cannot be delivered holds up no other.
struct Delivery {
    private let call: Call
    private let catalogue: Catalogue
    private let channels: Channels
    private let selection: NoticeSelection

    private(set) var delivered = 0
    private(set) var failed = 0
    private(set) var givenUp = 0

    /// So many failures in a row are the channel's.
    private static let patience = 3
    /// Older ones are no news to somebody who has just set a channel up.
    private static let newsDays: Int64 = 3

    init(_ call: Call, _ catalogue: Catalogue, _ channels: Channels, _ selection: NoticeSelection) {
        self.call = call
        self.catalogue = catalogue
        self.channels = channels
        self.selection = selection
    }

    var summary: Log.Fields { ["delivered": delivered, "failed": failed, "given_up": givenUp] }

    mutating func run() throws(JobError) {
        let (catalogue, names, now) = (catalogue, channels.names, call.now)
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.use(
                channels: names, newsSince: now - Self.newsDays * RetentionPolicy.day, atMicroseconds: now)
        }
        for channel in channels.usable {
            if try fill(channel) { CrashPoint.pass(.messagesMade) }
            try send(on: channel)
        }
    }

    func preview() throws(JobError) -> [String] {
        guard !channels.names.isEmpty else { return ["would send nothing: no NOTIFY_URL, no NOTIFY_EMAIL"] }
        var lines: [String] = []
        for channel in channels.usable {
            let new = try inCatalogue { () throws(CatalogueError) in
                try compose(channel, try catalogue.noticesToSend(on: channel.name)).messages
            }
            let titles = new.map(\.title) + (try waiting(channel)).map(\.title)
            lines += titles.map { "would send by \(channel.name): \($0)" }
        }
        return lines.isEmpty ? ["nothing waits"] : lines
    }

    /// Whether there is a new message.
    private func fill(_ channel: Channel) throws(JobError) -> Bool {
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                let notices = try catalogue.noticesToSend(on: channel.name)
                guard let last = notices.last else { return false }
                let (new, waiting) = try compose(channel, notices)
                for message in new { try catalogue.add(message, atMicroseconds: call.now) }
                try catalogue.pass(over: channel.name, before: waiting.first?.id ?? last.id + 1)
                return !new.isEmpty
            }
        }
    }

    private func compose(
        _ channel: Channel, _ notices: [Catalogue.Notice]
    ) throws(CatalogueError) -> (messages: [Catalogue.NewMessage], waiting: [Catalogue.Notice]) {
        guard !notices.isEmpty else { return ([], []) }
        let composer = MessageComposer(
            channel: channel.name, selection: selection, now: call.now,
            lastDigest: try lastDigest(on: channel))
        return composer.messages(notices, soon: try soon(Retention(call.settings)))
    }

    /// Whoever heard since then that a recording stays does not expect it to go.
    private func lastDigest(on channel: Channel) throws(CatalogueError) -> MessageComposer.LastDigest? {
        guard let (made, details) = try catalogue.lastDigest(on: channel.name) else { return nil }
        let kept = try catalogue.subjects(ofNotices: NoticeType.kept, since: made)
        return .init(
            madeMicroseconds: made, soon: MessageComposer.Soon.subjects(in: details).subtracting(kept))
    }

    /// What will be announced before the next digest: it would come too late for them.
    private func soon(_ retention: Retention) throws(CatalogueError) -> [MessageComposer.Soon] {
        let announced = Set(try catalogue.noticesHolding(NoticeType.expiring).map(\.subject))
        return try catalogue.recordingsToJudge(
            overBefore: call.now + 2 * RetentionPolicy.day, days: retention.days,
            announcedAs: NoticeType.expiring
        ).filter { !announced.contains($0.key) }
            .map { .init(subject: $0.key, text: ExpiryNotices.words($0)) }
    }

    private func waiting(_ channel: Channel) throws(JobError) -> [Catalogue.Message] {
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.messagesToSend(
                on: channel.name, atMicroseconds: call.now,
                mostMicroseconds: Int64(BackOff.mostSeconds) * 1_000_000)
        }
    }

    private mutating func send(on channel: Channel) throws(JobError) {
        let waiting = try waiting(channel)
        guard !waiting.isEmpty else { return }
        var transfer = try Transfer.new()
        var failures = 0
        let stop = call.stop
        for message in waiting where failures < Self.patience && !stop.isSet {
            let dispatch = channel.send(message, &transfer) { !stop.isSet }
            CrashPoint.pass(.messageSent)
            try note(dispatch, of: message)
            switch dispatch {
            case .delivered: failures = 0
            case .refused(_, nil): failures += 1
            case .refused, .unreachable, .stopped: return
            }
        }
    }
}

extension Delivery {
    private mutating func note(_ dispatch: Dispatch, of message: Catalogue.Message) throws(JobError) {
        switch dispatch {
        case .stopped: break
        case .delivered:
            let (catalogue, now) = (catalogue, call.now)
            try inCatalogue { () throws(CatalogueError) in
                try catalogue.markDelivered(message: message.id, atMicroseconds: now)
            }
            delivered += 1
        case .refused(let reason, let asked): try putOff(message, reason, asked)
        case .unreachable(let reason): try putOff(message, reason, nil)
        }
    }

    private mutating func putOff(
        _ message: Catalogue.Message, _ reason: String, _ asked: Int?
    ) throws(JobError) {
        failed += 1
        let isLast = message.tries + 1 >= BackOff.mostTries
        if isLast { givenUp += 1 }
        let seconds = BackOff.seconds(afterTries: message.tries, asked: asked)
        let (catalogue, now) = (catalogue, call.now)
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                if isLast {
                    try catalogue.giveUp(message: message.id, because: reason, atMicroseconds: now)
                } else {
                    try catalogue.putOff(
                        message: message.id, until: now + Int64(seconds) * 1_000_000, because: reason)
                }
                if let asked {
                    let wait = Int64(min(asked, BackOff.mostSeconds)) * 1_000_000
                    try catalogue.putOff(channel: message.channel, until: now + wait)
                }
            }
        }
        call.log.warning(
            isLast ? "message given up" : "message not delivered",
            [
                "channel": message.channel, "key": message.key, "try": message.tries + 1, "reason": reason,
                "again_seconds": isLast ? 0 : seconds,
            ])
    }
}
