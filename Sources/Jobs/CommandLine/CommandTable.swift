/// All commands. To add one: write its row beside what it does, and name it here.
package struct CommandTable: Sendable {
    let commands: [Command]

    package static let standard = CommandTable(commands: [
        .segment, .assemble, .status, .sessions, .sessionsList, .sessionsShow, .sessionsName, .sessionsTracks,
        .recordStart, .recordStop, .recordStatus, .recordClip, .recordings, .recordingsList,
        .recordingsShow, .recordingsKeep, .recordingsUnkeep, .recordingsExtend, .recordingsRename,
        .recordingsTag, .recordingsTracks, .recordingsDelete, .recordingsExport, .cleanup, .notify, .notices,
        .events, .health, .maintenance, .maintenanceOn, .maintenanceOff, .analyse, .verify,
        .rebuild,
        .sync, .syncStatus, .nextTrack, .played, .playlist, .assets,
        .backup, .config, .completion,
        .publish, .publishKeys, .publishCheck, .publishResign, .publishSweep,
        .collect, .devices, .plays,
    ])

    func command(named name: String) -> Command? { commands.first { $0.name == name } }

    /// What may follow a first word.
    func verbs(of noun: String) -> [Command] { commands.filter { $0.name.hasPrefix(noun + " ") } }

    /// Every option there is. One name means one thing, whatever the command.
    var options: [Option] {
        var options = Option.everywhere + [.version]
        for option in commands.flatMap(\.options) where !options.contains(where: { $0.name == option.name }) {
            options.append(option)
        }
        return options
    }

    var jobs: [Command] { commands.filter(\.isJob) }
}
