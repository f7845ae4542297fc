import Archive
import Catalogue
import Platform

/// What its sidecar says to a recording that is to go: people decide there, and a row may be from a copy of the catalogue
/// that was put back.
enum SidecarVerdict {
    case goes
    /// The row says something else; it is to be mended and judged another time.
    case differs(Sidecar)
    /// What people decided is not known.
    case unreadable(path: String)

    init(_ recording: Catalogue.Recording, in folders: Folders) {
        let path = folders.path(of: recording.name, .sidecar)
        guard Files.exists(folders.path(of: recording.name, .sound)) || Files.exists(path) else {
            self = .goes
            return
        }
        guard let bytes = try? Files.read(path), let sidecar = try? Sidecar(parsing: bytes),
            sidecar.key == recording.key
        else {
            self = .unreadable(path: path)
            return
        }
        let isSame =
            sidecar.isPermanent == recording.isPermanent && sidecar.retentionDays == recording.retentionDays
        self = isSame ? .goes : .differs(sidecar)
    }
}
