import Platform

extension Command {
    static let config = Command(
        "config", summary: "shows the settings that hold, and where each comes from",
        explanation: "Passwords are shown as •••.", options: [.json],
        examples: [
            .init("vinyl-jobs config", "the settings that hold now"),
            .init("SESSION_GAP_SECONDS=600 vinyl-jobs config", "the environment wins over the file"),
        ],
        deed: .show { call throws(JobError) in try EffectiveSettings(call.settings).print(on: call) })
}

/// `vinyl-jobs config`
struct EffectiveSettings {
    struct Line: Equatable {
        let name: String
        let value: String
        let source: String
    }

    let lines: [Line]
    private let remarks: [String]

    init(_ settings: Settings) {
        remarks = settings.remarks
        lines = Setting.all.compactMap { setting in
            if case .obsolete = setting.kind { return nil }
            let value =
                setting.kind == .secret
                ? settings.secret(setting).description : settings.text(setting)
            return Line(name: setting.name, value: value, source: settings.place(of: setting) ?? "default")
        }
    }

    func print(on call: Call) throws(JobError) {
        guard !call.invocation.has(.json) else { return try call.page.json(json) }
        var table = TextTable([
            .init("SETTING"), .init("VALUE", isFlexible: true), .init("FROM", isFlexible: true),
        ])
        for line in lines { table.add([line.name, line.value, line.source]) }
        try call.page.lines(table.lines(on: call.page) + remarks)
    }

    private var json: JSON {
        .object(
            lines.map { line in
                (line.name, .object([("value", .text(line.value)), ("from", .text(line.source))]))
            })
    }
}
