import Archive
import Catalogue

/// Whether segments of a tape follow each other, each whole. What was let go between two of them is no flaw; what cannot
/// be read is one.
enum SegmentOrder {
    static func flaws(
        _ segments: [Catalogue.Segment], setAside files: [Catalogue.SetAside], in folders: Folders
    ) -> [Flaw] {
        let aside = files.compactMap { file in
            SegmentFolder.File(file.path).map { (name: $0.name, reason: file.reason, path: file.path) }
        }
        return zip(segments, segments.dropFirst()).flatMap { last, next -> [Flaw] in
            guard last.tape == next.tape else { return [] }
            guard next.frames.lowerBound >= last.frames.upperBound else {
                return [
                    Flaw(
                        path: folders.segments + "/" + next.path,
                        reason: "it begins at frame \(next.frames.lowerBound), before the one before it ends")
                ]
            }
            let hole = last.frames.upperBound..<next.frames.lowerBound
            return aside.filter { $0.name.tape == next.tape && hole.contains($0.name.firstFrame) }.map {
                Flaw(
                    path: folders.segments + "/" + $0.path,
                    reason: "it was set aside, and its tape goes on after it: \($0.reason)")
            }
        }
    }
}
