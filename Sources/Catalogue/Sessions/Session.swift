extension Catalogue {
    /// A period of listening, from the first music to the last.
    package struct Session: Equatable, Sendable {
        package let id: Int
        package let name: String?
        /// No later sound will change it.
        package let isFinal: Bool
        package let extent: Extent
        package let chapter: Int?
        /// It has been made a recording; stays when the recording goes.
        package let assembledMicroseconds: Int64?

        init(_ row: borrowing Row) {
            id = row[0]
            name = row[1]
            isFinal = row[2]
            chapter = row[3]
            assembledMicroseconds = row[4]
            extent = Extent(row, from: 5)
        }
    }

    /// Needle down to needle up, with all that was found on it.
    package struct Side: Equatable, Sendable {
        package var extent: Extent
        /// The needle was not seen to lift.
        package var isOpen: Bool
        package var tracks: [Track]
        package var gaps: [CandidateGap]
        package var idleFloor: Floor
        package var grooveFloor: Floor
        package var musicDecibels: Double
        package var clippedSamples: Int
        /// From 0 to 1.
        package var confidence: Double
        /// How many tracks a person said there are; nil: as found.
        package var wantedTracks: Int?

        package init(
            extent: Extent, isOpen: Bool, tracks: [Track], gaps: [CandidateGap], idleFloor: Floor,
            grooveFloor: Floor, musicDecibels: Double, clippedSamples: Int, confidence: Double,
            wantedTracks: Int? = nil
        ) {
            self.extent = extent
            self.isOpen = isOpen
            self.tracks = tracks
            self.gaps = gaps
            self.idleFloor = idleFloor
            self.grooveFloor = grooveFloor
            self.musicDecibels = musicDecibels
            self.clippedSamples = clippedSamples
            self.confidence = confidence
            self.wantedTracks = wantedTracks
        }
    }

    package struct Track: Equatable, Sendable {
        package var extent: Extent
        package var title: String?

        package init(extent: Extent, title: String? = nil) {
            self.extent = extent
            self.title = title
        }
    }

    /// A place where a track may end.
    package struct CandidateGap: Equatable, Sendable {
        package var extent: Extent
        /// How far the music falls.
        package var depthDecibels: Double
        /// It ends a track as found.
        package var isTaken: Bool

        package init(extent: Extent, depthDecibels: Double, isTaken: Bool) {
            self.extent = extent
            self.depthDecibels = depthDecibels
            self.isTaken = isTaken
        }
    }
}
