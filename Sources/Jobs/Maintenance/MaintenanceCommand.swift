import Platform

extension Command {
    static let maintenance = Command(
        "maintenance", summary: "says whether somebody is working on the machine",
        explanation: """
            As long as it is on, vinyl-jobs health neither starts nor ends vinyl-relay, and calls a relay
            that does not run stopped on purpose. Everything else goes on.
            """,
        options: [.json],
        examples: [.init("vinyl-jobs maintenance", "on or off, and until when")],
        deed: .ask(isAlways: true) { call throws(JobError) in try MaintenanceReport(call).run() })

    static let maintenanceOn = Command(
        "maintenance on", summary: "leaves vinyl-relay alone for a while", options: [.forHow, .dryRun],
        examples: [
            .init("vinyl-jobs maintenance on --for 2h", "for two hours at most"),
            .init("vinyl-jobs maintenance on", "until it is called off"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in
            let length = call.invocation.text(.forHow).flatMap(TimeWords.length)
            let maintenance = Maintenance(since: call.now, until: length.map { call.now + $0 })
            if call.isDry {
                try call.page.line("would leave vinyl-relay alone \(maintenance.words)")
                return .unchanged()
            }
            try maintenance.keep(in: call.folders)
            if !call.isQuiet { try call.page.line("vinyl-relay is left alone \(maintenance.words)") }
            return .unchanged()
        })

    static let maintenanceOff = Command(
        "maintenance off", summary: "looks after vinyl-relay again", options: [.dryRun],
        examples: [.init("vinyl-jobs maintenance off", "the work is done")],
        deed: .work(isAlone: false) { call throws(JobError) in
            if call.isDry {
                try call.page.line("would look after vinyl-relay again")
                return .unchanged()
            }
            try Maintenance.end(in: call.folders)
            if !call.isQuiet { try call.page.line("vinyl-relay is looked after again") }
            return .unchanged()
        })
}

extension Option {
    static let forHow = Option("--for", .length, says: "no longer than this, such as 20m, 2h or 1d")
}

/// `vinyl-jobs maintenance`
struct MaintenanceReport {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let maintenance = Maintenance(call.folders, now: call.now)
        guard call.invocation.has(.json) else {
            return try call.page.line(maintenance.map { "on, " + $0.words } ?? "off")
        }
        func time(_ microseconds: Int64?) -> JSON {
            .optional(microseconds.map { UTC(microseconds: $0).iso })
        }
        try call.page.json(
            .object([
                ("on", .yesNo(maintenance != nil)), ("since", time(maintenance?.sinceMicroseconds)),
                ("until", time(maintenance?.untilMicroseconds)),
            ]))
    }
}
