import Archive
import Audio
import Platform

/// The files that an export makes.
struct ExportPlan {
    struct File: Equatable {
        /// Below the folder, with its ending.
        let name: String
        let frames: Range<Int>
        let title: String
        /// Nil for the whole recording.
        let track: Int?
    }

    let files: [File]
    /// To be made below the one that was named.
    let folder: String?

    static func whole(_ sidecar: Sidecar, ending: String) -> ExportPlan {
        let file = File(
            name: ExportName.of(sidecar) + ending, frames: 0..<sidecar.frames, title: sidecar.title,
            track: nil)
        return ExportPlan(files: [file], folder: nil)
    }

    /// Together they are the whole recording.
    static func tracks(_ sidecar: Sidecar, ending: String) -> ExportPlan {
        let starts = CueSheet(sidecar).starts
        let titles = TrackTitles(sidecar)
        let files = starts.enumerated().map { index, start in
            let end = index + 1 < starts.count ? starts[index + 1] : sidecar.frames
            let title = titles.title(index)
            return File(
                name: ExportName.of(title, track: index + 1, of: starts.count) + ending, frames: start..<end,
                title: title, track: index + 1)
        }
        return ExportPlan(files: files, folder: ExportName.of(sidecar))
    }

    func only(track: Int) -> ExportPlan {
        ExportPlan(files: files.filter { $0.track == track }, folder: nil)
    }
}
