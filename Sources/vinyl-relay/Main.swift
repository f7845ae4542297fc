import Audio
import Glibc
import Platform
import Relay

@main
enum Main {
    static func main() {
        ProcessMemory.shareHeaps()
        Signals.hold()
        do throws(RelayUsageError) {
            let command = try RelayCommand(arguments: CommandLine.arguments.dropFirst())
            exit(perform(command))
        } catch {
            FailureLine.print(describe(error) + "; vinyl-relay --help shows how it is used")
            exit(.usage)
        }
    }

    private static func perform(_ command: RelayCommand) -> ExitStatus {
        switch command.action {
        case .help: print(RelayCommand.help)
        case .version: print("vinyl-relay \(vinylVersion)")
        case .listDevices: listDevices()
        case .run, .check: return withSettings(command)
        }
        return .done
    }

    private static func withSettings(_ command: RelayCommand) -> ExitStatus {
        let environment = Environment.all
        do throws(SettingsError) {
            let all = try Settings(path: command.settingsPath, environment: environment)
            let settings = try RelaySettings(all)
            becomeOwner(of: all.text(.vinylFolder))
            guard command.action == .run else { return check(settings) }
            // Whoever reads the log must not hold the sound up.
            let log = Log.standardError(patienceMilliseconds: 0)
            for remark in all.remarks { log.notice("setting not needed", ["remark": remark]) }
            return Relay(settings: settings, environment: environment, log: log).run()
        } catch {
            FailureLine.print("\(error)")
            return .settings
        }
    }

    /// Whoever is root leaves nothing behind that the service could not touch, and checks what the service may do.
    private static func becomeOwner(of folder: String) {
        do throws(SystemError) {
            try FolderOwner.become(of: Files.nearestFolder(to: folder))
        } catch {
            FailureLine.print("\(error)")
            exit(.failed)
        }
    }

    private static func check(_ settings: RelaySettings) -> ExitStatus {
        let (lines, status) = RelayCheck(settings: settings).run()
        for line in lines { print(line) }
        return status
    }

    private static func listDevices() {
        for entry in ALSADirectory.entries() {
            print("\(entry.name)\n    \(entry.description)\n    \(entry.formats)")
        }
        print("simulated\n    a built-in turntable that plays records, for trying things out")
        print("file:PATH\n    a WAV, FLAC or raw PCM file, or a FIFO")
    }

    private static func describe(_ error: RelayUsageError) -> String {
        switch error {
        case .valueMissing(let option): return "\(option) needs a value"
        case .unknown(let argument):
            let nearest = nearestWord(to: argument, among: RelayCommand.options)
            return "there is no option \(argument)" + (nearest.map { "; did you mean \($0)?" } ?? "")
        }
    }
}
