import Archive
import Catalogue
import Platform
import Transfer

extension Command {
    static let notify = Command(
        "notify", summary: "delivers notices that wait, by webhook and mail",
        explanation: """
            What NOTIFY_URL and NOTIFY_EMAIL name gets every notice that NOTIFY_EVENTS chooses; recordings
            that expire are one message a day, but for what goes unexpectedly. What does not arrive is tried
            again for days, less and less often, and always under the same key. Started every five minutes.
            Types of notices are

            \(NoticeType.all.map { "  " + $0 }.joined(separator: "\n"))
            """,
        options: [.test, .dryRun],
        examples: [
            .init("vinyl-jobs notify", "delivers what waits"),
            .init("vinyl-jobs notify --test", "sends a sample everywhere, and says what happened"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try NotifyRun(call).run() })
}

extension Option {
    static let test = Option("--test", says: "send a sample, and say what happened")
}

/// `vinyl-jobs notify`
struct NotifyRun {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        let selection = try NoticeSelection(call.settings)
        let channels = Channels(call.settings)
        let isTest = call.invocation.has(.test)
        let outcome = try isTest ? test(channels) : deliver(channels, selection)
        // Nobody who can be reached waits until it is mended.
        if let fault = channels.fault { throw fault }
        return outcome
    }

    private func deliver(_ channels: Channels, _ selection: NoticeSelection) throws(JobError) -> Outcome {
        guard Files.exists(call.folders.catalogue) else { return .unchanged() }
        let catalogue = try call.catalogue()
        if call.isDry {
            try call.page.lines(try Delivery(call, catalogue, channels, selection).preview())
            return .unchanged()
        }
        // A job that was ended may have left some that are not in the log.
        try Outbox(call, catalogue).tell()
        var delivery = Delivery(call, catalogue, channels, selection)
        try delivery.run()
        if call.stop.isSet { return .stopped(delivery.summary) }
        if delivery.givenUp > 0 { return .findings(delivery.summary) }
        return delivery.delivered > 0 ? .changed(delivery.summary) : .unchanged(delivery.summary)
    }

    /// At the end of another job: what cannot be delivered now is not its failure. Answers how many were.
    func runBeside(_ catalogue: Catalogue) -> Int {
        guard let lock = try? Lock(path: call.folders.lock(ofJob: "notify")) else { return 0 }
        var delivered = 0
        do throws(JobError) {
            let selection = try NoticeSelection(call.settings)
            let channels = Channels(call.settings)
            var delivery = Delivery(call, catalogue, channels, selection)
            defer { delivered = delivery.delivered }
            try delivery.run()
            if let fault = channels.fault { throw fault }
        } catch {
            call.log.warning("notices not delivered", ["reason": "\(error)"])
        }
        lock.release()
        return delivered
    }

    private func test(_ channels: Channels) throws(JobError) -> Outcome {
        guard !channels.names.isEmpty else {
            throw .failed("neither NOTIFY_URL nor NOTIFY_EMAIL is set: notices go into the log alone")
        }
        var failures = 0
        for channel in channels.usable {
            if call.isDry {
                try call.page.line("would send a sample by \(channel.name)")
                continue
            }
            var transfer = try Transfer.new()
            let sample = Catalogue.Message.sample(on: channel.name, atMicroseconds: call.now)
            let dispatch = channel.send(sample, &transfer) { !call.stop.isSet }
            if case .delivered = dispatch {} else { failures += 1 }
            try call.page.line("\(channel.name): \(dispatch.words)")
        }
        guard failures == 0 else { throw .failed("\(Human.count(failures, "sample")) did not arrive") }
        return .unchanged()
    }
}

extension Transfer {
    static func new() throws(JobError) -> Transfer {
        do throws(TransferError) { return try Transfer() } catch { throw .failed("\(error)") }
    }
}
