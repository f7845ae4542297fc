import Archive
package import Platform

/// `vinyl-jobs` from its first word to its exit status.
package struct Program {
    private let table: CommandTable
    private let environment: [String: String]
    private let page: Page

    package init(
        table: CommandTable = .standard, environment: [String: String] = Environment.all, page: Page? = nil
    ) {
        self.table = table
        self.environment = environment
        self.page = page ?? .standardOutput(environment: environment)
    }

    package func run(_ words: some Collection<String>) -> ExitStatus {
        do throws(UsageError) {
            return perform(try table.parse(words))
        } catch {
            FailureLine.print("\(error)")
            return .usage
        }
    }

    private func perform(_ request: Request) -> ExitStatus {
        do throws(JobError) {
            switch request {
            case .help(nil): try page.line(HelpText(table).overall)
            case .help(let command?): try page.line(HelpText(table).text(of: command))
            case .version: try page.line("vinyl-jobs \(vinylVersion)")
            case .run(let invocation): return try perform(invocation)
            }
            return .done
        } catch {
            return tell(error)
        }
    }

    private func perform(_ invocation: Invocation) throws(JobError) -> ExitStatus {
        if case .tell(let body) = invocation.command.deed {
            try page.line(body(invocation, table))
            return .done
        }
        let path = invocation.text(.config)
        do throws(SettingsError) {
            return run(invocation, try Settings(path: path, environment: environment))
        } catch {
            if case .judge = invocation.command.deed { return invocation.notKnown("\(error)", on: page) }
            FailureLine.print("\(error)")
            guard case .answer = invocation.command.deed else { return .settings }
            return run(invocation, Settings(whatIsSoundIn: path, environment: environment))
        }
    }

    private func run(_ invocation: Invocation, _ settings: Settings) -> ExitStatus {
        let call = Call(
            invocation: invocation, table: table, settings: settings, clock: .system,
            log: .standardError(), page: page, stop: StopFlag())
        do throws(JobError) {
            switch invocation.command.deed {
            case .tell: break
            case .show(let body): try body(call)
            case .ask(let isAlways, let body): try ask(call, isAlways, body)
            case .answer(let body):
                // Whose files cannot be opened then, says so.
                if Files.exists(call.folders.root) { try? becomeOwner(call) }
                try body(call)
            case .judge(let body): return body(call)
            case .work(let isAlone, let body):
                try becomeOwner(call)
                return JobRunner(call, isAlone: isAlone, body).run()
            }
            return .done
        } catch {
            return tell(error)
        }
    }

    private func ask(
        _ call: Call, _ isAlways: Bool, _ body: (Call) throws(JobError) -> Void
    ) throws(JobError) {
        if Files.exists(call.folders.root) { try becomeOwner(call) }
        if isAlways || !CommandLocks(call).isThere { return try body(call) }
        let lock = try CommandLocks(call).together()
        try body(call)
        lock.release()
    }

    /// Before anything in the folder is opened.
    private func becomeOwner(_ call: Call) throws(JobError) {
        let root = call.folders.root
        guard Files.exists(root) else {
            throw .busy("there is no folder \(root) yet; vinyl-relay makes it when it starts")
        }
        try onDisk { () throws(SystemError) in try FolderOwner.become(of: root) }
        Ballast(in: root).release()
    }

    private func tell(_ error: JobError) -> ExitStatus {
        if error != .nobodyReading { FailureLine.print("\(error)") }
        return error.status
    }
}
