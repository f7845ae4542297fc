/// A period of listening, from the first music to the last.
package struct Session: Hashable, Sendable {
    package let extent: Extent
    package let sides: [Side]
}

/// Needle down to needle up.
package struct Side: Hashable, Sendable {
    package let extent: Extent
    /// The needle was not seen to lift: the side, or what is known of it, goes on.
    package let isOpen: Bool
    package let tracks: [Track]
    /// Every place where a track may end, taken or not, in order.
    package let gaps: [Gap]
    package let idleFloor: Floor
    package let grooveFloor: Floor
    package let musicDecibels: Double
    package let clippedSamples: Int
    /// From 0 to 1: how far music, groove and idle stand apart, and whether idle was heard at all.
    package let confidence: Double
}

package struct Track: Hashable, Sendable {
    package let extent: Extent

    package init(extent: Extent) { self.extent = extent }
}

package struct Gap: Hashable, Sendable {
    package let extent: Extent
    /// How far the music falls, in decibels.
    package let depthDecibels: Double
    /// Ends a track as found; a candidate otherwise.
    package let isTaken: Bool
}
