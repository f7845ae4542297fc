import Archive
import Catalogue
import Lomuz
import Platform

/// Decides what plays, and says why.
struct TrackChooser {
    private let store: LomuzStore
    private let shelf: BlobShelf
    /// How many of a list are passed over.
    private let skipped: Int

    /// So many files that the database believes to be here may turn out to be gone.
    private static let patience = 50

    init(_ store: LomuzStore, _ folders: Folders, skipping skipped: Int = 0) {
        self.store = store
        self.skipped = skipped
        shelf = BlobShelf(folders)
    }

    struct Track {
        let choice: LomuzStore.Choice
        let path: String
    }

    /// Nil: nothing that came from the origin can be played; the reasons say why.
    func next(at moment: ShopTime, reasons: inout [String]) throws(CatalogueError) -> Track? {
        // Where that cannot be written, the old versions play.
        try? store.moveOn(atUnixSeconds: moment.unixSeconds)
        let isSuspended = try store.head()?.isSuspended ?? false
        if isSuspended {
            reasons.append("the stream is suspended")
        } else if let track = try scheduled(at: moment, &reasons) {
            return track
        }
        let track = try present { skipped throws(CatalogueError) in
            try store.nextEmergency(
                reason: reasons.joined(separator: "; "), atUnixSeconds: moment.unixSeconds, after: skipped)
        }
        if track == nil { reasons.append("no emergency track is here") }
        return track
    }

    private func scheduled(
        at moment: ShopTime, _ reasons: inout [String]
    ) throws(CatalogueError) -> Track? {
        let schedules = try store.schedules().inForce(at: moment)
        if schedules.isEmpty { reasons.append("nothing is scheduled at \(moment.time.text)") }
        for schedule in schedules {
            let reason = (reasons + ["schedule \(schedule.id), priority \(schedule.priority)"])
                .joined(separator: "; ")
            let track = try present { skipped throws(CatalogueError) in
                try store.next(
                    in: schedule.playlist, reason: reason, atUnixSeconds: moment.unixSeconds, after: skipped)
            }
            if let track { return track }
            let why = try store.hasPlaylist(schedule.playlist) ? "has nothing to play now" : "is not there"
            reasons.append("schedule \(schedule.id): playlist \(schedule.playlist) \(why)")
        }
        return nil
    }

    /// The first whose file is really there. One that is not is told to the database, as far as that can be written.
    private func present(
        _ next: (_ skipped: Int) throws(CatalogueError) -> LomuzStore.Choice?
    ) throws(CatalogueError) -> Track? {
        var skipped = skipped
        for _ in 0..<Self.patience {
            guard let choice = try next(skipped) else { return nil }
            if let path = shelf.path(of: choice.sha256, mime: choice.mime) {
                return Track(choice: choice, path: path)
            }
            do throws(CatalogueError) {
                try store.lose(choice.sha256)
            } catch {
                skipped += 1
            }
        }
        return nil
    }
}
