import Foundation
import Platform
import Testing

/// What systemd and cron are given to start must be something that our programs know.
@Suite struct `timers and the crontab` {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test func `start commands that there are`() async throws {
        var commands: [[Substring]] = []
        for unit in try Self.units where unit.hasSuffix(".service") || unit.hasSuffix(".conf") {
            for line in try lines("systemd-timers/" + unit) where line.hasPrefix("ExecStart=") {
                commands.append(line.dropFirst("ExecStart=".count).drop { $0 == "-" }.split(separator: " "))
            }
        }
        for line in try lines("crontab") where !line.hasPrefix("#") {
            commands += line.matches(of: /vinyl-(relay|jobs)[^|"]*/).map { $0.0.split(separator: " ") }
        }
        var jobs: [[Substring]] = []
        for job in try Self.instances {
            let options = try options(of: job)
            for words in try self.commands(of: job) {
                jobs.append(["vinyl-jobs", "--quiet"] + words.split(separator: " ") + options)
            }
        }
        #expect(commands.count >= 7 && jobs.count >= 4)
        for command in commands + jobs where !command.isEmpty && !command.contains("%i") {
            let program = try #require(command.first)
            let binary = program.hasSuffix("vinyl-jobs") ? Program.jobs : Program.relay
            #expect(program.hasPrefix("/usr/local/bin/vinyl-") || !program.contains("/"), "\(command)")
            let words = command.dropFirst().prefix { !$0.contains(">") }.map(String.init)
            let run = try await Program.run(binary, words + ["--help"])
            #expect(run.status == 0, "\(command): \(run.errors)")
        }
    }

    @Test func `are as many with cron as with systemd`() throws {
        let started = try lines("crontab").flatMap { $0.matches(of: /vinyl-jobs --quiet (\w+( [a-z]+)*)/) }
            .map { String($0.1) }
        #expect(Set(started) == Set(try Self.instances.flatMap { try commands(of: $0) }))
    }

    /// What is in no log does not count as announced.
    @Test(.enabled(if: Installed.has("logger"), "there is a log to write to"))
    func `bring what cron starts into the log`() async throws {
        let pipe = " 2>&1 | logger --prio-prefix -t vinyl-jobs"
        let started = try lines("crontab").filter { $0.contains("vinyl-jobs --quiet") }
        #expect(started.count >= 7 && started.allSatisfy { $0.hasSuffix(pipe) })
        let line = try #require(started.first { $0.contains("--quiet cleanup") })
        let command = String(try #require(line.firstMatch(of: /vinyl +(nice .*)/)).1)
        let old = try await OldEvening()
        // Shown, and kept out of the log of this machine.
        let shown = command.replacing("vinyl-jobs --quiet", with: "\"$1\" --quiet")
            .replacing("| logger", with: "| logger --no-act --stderr --socket-errors=off")
        let run = try await old.folder.shell(shown)
        #expect(run.errors.contains("vinyl-jobs: recording.expiring notice=\"recording 1"), "\(run.errors)")
        #expect(try await old.folder.run(["notices"]).output.contains("holds"))
    }

    @Test(.enabled(if: Installed.has("systemd-analyze"), "systemd is installed"))
    func `are units that systemd takes, and that may do little`() async throws {
        let scratch = try Scratch()
        var paths: [String] = []
        for unit in try Self.units {
            let text = try lines("systemd-timers/" + unit).joined(separator: "\n")
            let real = text.replacingOccurrences(of: "/usr/local/bin/vinyl-relay", with: Program.relay)
                .replacingOccurrences(of: "/usr/local/bin/vinyl-jobs", with: Program.jobs)
            if let slash = unit.firstIndex(of: "/") { _ = try scratch.folder(String(unit[..<slash])) }
            paths.append(try scratch.file(unit, real + "\n"))
        }
        let units = paths.filter { !$0.hasSuffix(".conf") }
        let instances = try Self.instances.map { scratch.path + "/vinyl-job@\($0).service" }
        for path in instances {
            try FileManager.default.copyItem(atPath: scratch.path + "/vinyl-job@.service", toPath: path)
        }
        let run = try await Program.run(
            "systemd-analyze", ["verify", "--recursive-errors=no"] + units + instances)
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.errors.contains(scratch.path), "\(run.errors)")
        for service in (units + instances) where service.hasSuffix(".service") {
            // docs/INSTALL.md says why the relay may do a little more.
            let most = service.hasSuffix("vinyl-relay.service") ? 21 : 20
            let run = try await Program.run(
                "systemd-analyze",
                ["security", "--offline=true", "--no-pager", "--threshold=\(most)", service])
            #expect(run.status == 0, "\(service): \(run.output.suffix(200)) \(run.errors)")
            // Whoever may not ask takes the clock for one that is never right.
            let clock = run.output.split(separator: "\n").first { $0.contains("~@clock") }
            #expect(clock?.contains("(e.g. adjtimex is allowed)") == true, "\(service): \(clock ?? "")")
        }
    }

    /// What a running systemd in a container cannot show.
    @Test func `give the relay what it needs, and only ask for the clock`() throws {
        let relay = try lines("systemd-timers/vinyl-relay.service")
        for line in [
            "Type=notify", "WatchdogSec=20", "Restart=always", "RestartSec=2", "StartLimitIntervalSec=0",
            "RestartPreventExitStatus=64 75 78", "MemoryMax=512M", "LimitRTPRIO=20", "LimitMEMLOCK=64M",
            "Environment=MALLOC_ARENA_MAX=2", "StateDirectory=vinyl", "DevicePolicy=closed",
            "DeviceAllow=char-alsa rw", "Wants=modprobe@snd.service",
            "After=modprobe@snd.service sound.target network.target time-sync.target",
        ] {
            #expect(relay.contains(Substring(line)), "\(line)")
        }
        #expect(
            try lines("systemd-timers/vinyl-job@health.service.d/health.conf").contains("PrivateUsers=no"))
        let job = try lines("systemd-timers/vinyl-job@.service")
        // LISTEN_ADDRESS may be any of them, and the relay is asked there.
        let allowed = job.first { $0.hasPrefix("IPAddressAllow=") }?.split(separator: "=").last ?? ""
        for network in ["localhost", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] {
            #expect(allowed.split(separator: " ").contains(Substring(network)))
        }
        for unit in try Self.units where unit.hasSuffix(".service") {
            let lines = try lines("systemd-timers/" + unit)
            let filter = lines.filter { $0.hasPrefix("SystemCallFilter=") }
            #expect(
                filter.map { $0.dropFirst("SystemCallFilter=".count) }
                    == ["@system-service", "~@privileged", "adjtimex clock_adjtime"], "\(unit)")
            #expect(lines.contains("PrivateUsers=yes") == unit.hasPrefix("vinyl-job@"), "\(unit)")
            #expect(!lines.contains("ProtectClock=yes") && !lines.contains("ProcSubset=pid"), "\(unit)")
        }
    }

    @Test func `come in a package of the same version as the programs`() throws {
        let first = try #require(try lines("debian/changelog").first)
        #expect(first.hasPrefix("vinyl (\(vinylVersion)) "))
        for unit in try Self.units where unit.hasSuffix(".timer") {
            let mentions = try lines("docs/INSTALL.md").count { $0.contains(unit) }
            #expect(mentions >= 2, "\(unit) is not in docs/INSTALL.md")
        }
    }

    /// What may not write there could not tell of a crash.
    @Test func `name every service where it is told how to use another disk`() throws {
        let services = try Self.units.filter { $0.hasSuffix(".service") }.sorted()
        for page in ["docs/INSTALL.md", "systemd-timers/vinyl-relay.service"] {
            let line = try lines(page).first { $0.contains("systemctl edit") && $0.contains("relay") } ?? ""
            let named = line.matches(of: /vinyl-[a-z]+@?\.service/).map { String($0.0) }
            #expect(named.sorted() == services, "\(page)")
        }
    }

    /// What is found stays for days: a stray sound, a disk that is away. What failed wants to be seen.
    @Test func `fail when they could not do their work, not when they found something`() throws {
        let lenient = try Self.instances.filter { job in
            try ownLines(of: job).contains { $0.contains(/^SuccessExitStatus=(.* )?1( |$)/) }
        }
        let page = try lines("docs/INSTALL.md").joined(separator: " ")
        let sentence = try #require(page.firstMatch(of: /A ([^.]*) that found something has not failed/)).1
        let named = sentence.matches(of: /`([a-z]+)`/).map { String($0.1) }
        #expect(lenient == ["cleanup", "health", "verify"] && named.sorted() == lenient)
    }

    /// The settings are for root and the group alone.
    @Test func `leave to people what begins with sudo`() throws {
        for page in ["README.md", "docs/INSTALL.md", "docs/LOMUZ.md", "docs/ORIGIN.md"] {
            let text = try String(contentsOfFile: Self.root + "/" + page, encoding: .utf8)
            #expect(text.matches(of: /\n    sudo vinyl-jobs\s/).count >= 2, "\(page)")
            let bare = text.firstMatch(
                of: /\n    (vinyl-jobs|apt|cp|chgrp|chown|install|nano|nginx|rsync|useradd) .*/)
            #expect(bare == nil, "\(page): \(bare?.0 ?? "")")
            let switched = text.matches(of: /systemctl (enable|start|stop|restart|reload|edit)/).count
            let asRoot = text.matches(of: /sudo systemctl (enable|start|stop|restart|reload|edit)/).count
            #expect(switched == asRoot, "\(page)")
        }
    }

    /// Below `systemd-timers`.
    private static var units: [String] {
        get throws {
            let found = FileManager.default.enumerator(atPath: root + "/systemd-timers")
            return (found?.allObjects as? [String] ?? []).filter { $0.contains(".") && !$0.hasSuffix(".d") }
                .sorted()
        }
    }

    /// The jobs that timers start.
    private static var instances: [String] {
        get throws {
            try units.filter { $0.hasSuffix(".timer") }.map { timer in
                let text = try String(contentsOfFile: root + "/systemd-timers/" + timer, encoding: .utf8)
                return try String(#require(text.firstMatch(of: /Unit=vinyl-job@(\w+)\.service/)).1)
            }
        }
    }

    /// What an instance of the template starts: what its name says, unless it says otherwise itself.
    private func commands(of job: String) throws -> [String] {
        let said = try ownLines(of: job).compactMap { line in
            line.firstMatch(of: /^ExecStart=-?[^ ]*vinyl-jobs --quiet (\w+( \w+)*)/).map { String($0.1) }
        }
        return said.isEmpty ? [job] : said
    }

    private func ownLines(of job: String) throws -> [Substring] {
        let folder = "systemd-timers/vinyl-job@\(job).service.d"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Self.root + "/" + folder)) ?? []
        return try files.flatMap { try lines(folder + "/" + $0) }
    }

    private func options(of job: String) throws -> [Substring] {
        try ownLines(of: job).flatMap { line in
            line.hasPrefix("Environment=OPTIONS=")
                ? line.dropFirst("Environment=OPTIONS=".count).split(separator: " ") : []
        }
    }

    private func lines(_ path: String) throws -> [Substring] {
        try String(contentsOfFile: Self.root + "/" + path, encoding: .utf8).split(separator: "\n")
    }
}
