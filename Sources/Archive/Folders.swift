/// Where everything lies below `VINYL_FOLDER`.
package struct Folders: Equatable, Sendable {
    package let root: String

    package init(root: String) { self.root = root }

    package var segments: String { root + "/segments" }
    package var relayLock: String { root + "/relay.lock" }
    package var catalogue: String { root + "/catalogue.db" }
    package var locks: String { root + "/locks" }
    /// Held together by every command, alone by the one that makes the catalogue anew.
    package var lockOfAll: String { locks + "/all.lock" }

    package func lock(ofJob job: String) -> String { locks + "/" + job + ".lock" }
    package func folder(of segment: SegmentName) -> String { segments + "/" + segment.day }
}
