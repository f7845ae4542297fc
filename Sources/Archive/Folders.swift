/// Where everything lies below `VINYL_FOLDER`.
package struct Folders: Equatable, Sendable {
    package let root: String

    package init(root: String) { self.root = root }

    package var segments: String { root + "/segments" }
    package var relayLock: String { root + "/relay.lock" }

    package func folder(of segment: SegmentName) -> String { segments + "/" + segment.day }
}
