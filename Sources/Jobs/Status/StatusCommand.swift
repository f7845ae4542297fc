import Platform

extension Command {
    static let status = Command(
        "status", summary: "shows how everything is, in one screen", options: [.json],
        examples: [
            .init("vinyl-jobs status", "relay, tape, sessions, disk and jobs"),
            .init("watch -c vinyl-jobs status", "again every two seconds"),
        ],
        deed: .ask(isAlways: true) { call throws(JobError) in
            let report = StatusReport(call)
            guard !call.invocation.has(.json) else { return try call.page.json(report.json) }
            try call.page.lines(StatusPage(report, on: call.page).lines)
        })
}
