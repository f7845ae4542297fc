/// What stands behind `vinyl-relay` on its command line.
package struct RelayCommand: Equatable, Sendable {
    package enum Action: Equatable, Sendable { case run, check, listDevices, version, help }

    package var action = Action.run
    package var settingsPath: String?

    package init(arguments: some Collection<String>) throws(RelayUsageError) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--config":
                guard let path = rest.popFirst(), !path.isEmpty else { throw .valueMissing(option: argument) }
                settingsPath = path
            case _ where argument.hasPrefix("--config="): settingsPath = String(argument.dropFirst(9))
            case "--check": action = .check
            case "--list-devices": action = .listDevices
            case "--version": action = .version
            case "--help", "-h": action = .help
            default: throw .unknown(argument: argument)
            }
        }
    }

    package static let options = ["--config", "--check", "--list-devices", "--version", "--help"]

    package static let help = """
        vinyl-relay listens to a turntable or any line-in, day and night, and keeps what it hears
        as FLAC segments. It needs no command: started, it works until it is told to stop.

        usage: vinyl-relay [--config FILE]
               vinyl-relay [--config FILE] --check
               vinyl-relay --list-devices | --version | --help

          --config FILE    settings to read instead of /etc/vinyl/vinyl.conf
          --check          try settings, device and folder, say what would happen, change nothing
          --list-devices   what can be heard on this machine, for AUDIO_DEVICE
          --version        print the version
          --help           print this

        Every setting can also be given in the environment:
          AUDIO_DEVICE=simulated VINYL_FOLDER=./var vinyl-relay     a built-in turntable, no sound card
          AUDIO_DEVICE=plughw:CARD=CODEC vinyl-relay                a USB turntable

        Started as root, it becomes the user whom VINYL_FOLDER belongs to, and checks as that user.

        Exit status: 0 stopped as asked, 1 failed, 64 wrong usage, 75 another relay runs in the
        same folder, 78 wrong settings.
        """
}

package enum RelayUsageError: Error, Equatable {
    case unknown(argument: String)
    case valueMissing(option: String)
}
