import Archive
import Catalogue
import Platform

/// A recording with its sidecar, as somebody asked for it by its number.
struct RecordingSeen {
    let row: Catalogue.Recording
    let sidecar: Sidecar
    let path: String

    init(_ call: Call, in catalogue: Catalogue?) throws(JobError) {
        let id = call.invocation.recording
        let row = try inCatalogue { () throws(CatalogueError) in try catalogue?.recording(id) }
        guard let row = row.flatMap({ $0 }), !row.isBeingDeleted else {
            throw .failed("there is no recording \(id); vinyl-jobs recordings lists them")
        }
        self.row = row
        path = call.folders.path(of: row.name, .sound)
        sidecar = try Self.sidecar(at: call.folders.path(of: row.name, .sidecar), id)
    }

    private static func sidecar(at path: String, _ id: Int) throws(JobError) -> Sidecar {
        let bytes = try onDisk { () throws(SystemError) in try Files.read(path) }
        do throws(SidecarError) { return try Sidecar(parsing: bytes) } catch {
            throw .failed("the sidecar of recording \(id), \(path), cannot be read: \(error)")
        }
    }
}

/// A word of a person that goes into files and onto pages.
struct LineOfText {
    let text: String

    private static let longest = 300

    init(_ text: String, _ what: String) throws(JobError) {
        guard text == oneLine(text), text.count <= Self.longest else {
            throw .failed("\(what) is one line of at most \(Self.longest) characters")
        }
        self.text = text
    }
}

/// `GENRE=Jazz`
struct TagWord {
    private let name: String
    private let value: String

    /// What only we may say.
    private static let ours = [
        "TITLE", "DATE", "TRACKNUMBER", "TRACKTOTAL", "ENCODER",
    ]
    private static let ourBeginnings = ["VINYL_", "CHAPTER", "REPLAYGAIN_"]

    init(_ word: String) throws(JobError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count == 2 else { throw .failed("\(oneLine(word)) is not of the form NAME=VALUE") }
        name = parts[0].uppercased()
        // What Vorbis comments allow.
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x20...0x7D).contains($0) && $0 != 0x3D }) else {
            throw .failed("\(oneLine(parts[0])) cannot be the name of a tag: letters, digits and _ can")
        }
        guard !Self.ours.contains(name), !Self.ourBeginnings.contains(where: name.hasPrefix) else {
            throw .failed("\(name) is not yours to set; a title is given with vinyl-jobs recordings rename")
        }
        value = try LineOfText(parts[1], "a tag").text
    }

    func apply(to sidecar: inout Sidecar) {
        let wanted = value.isEmpty ? nil : value
        switch name {
        case "ARTIST": sidecar.artist = wanted
        case "ALBUM": sidecar.album = wanted
        default:
            let place = sidecar.tags.firstIndex { $0.name == name }
            if let place, let wanted { sidecar.tags[place].value = wanted }
            if let place, wanted == nil { sidecar.tags.remove(at: place) }
            if place == nil, let wanted { sidecar.tags.append(.init(name, wanted)) }
        }
    }
}
