/// What the catalogue knows of itself.
extension Catalogue {
    package enum Fact: String, CaseIterable, Sendable {
        /// When this file was made; an old folder with a young catalogue is one to be careful with.
        case madeAt = "made_us"
        /// When `rebuild` last made it from the files.
        case rebuiltAt = "rebuilt_us"
        /// The highest number that was given to a recording, or promised to one.
        case lastRecording = "last_recording"
        /// How much time has passed for certain since it was made, and what the clocks showed when that was last
        /// counted.
        case elapsed = "elapsed_us"
        case seenAt = "seen_us"
        case seenSynchronised = "seen_synchronised"
        case seenRunning = "seen_running_us"
        case seenBoot = "seen_boot"
        /// What the clock showed when it was last believed, and how much time had passed then.
        case believedAt = "believed_us"
        case believedElapsed = "believed_elapsed_us"
    }

    package func fact(_ fact: Fact) throws(CatalogueError) -> Int64? {
        let text: String? = try connection.first(
            "SELECT value FROM facts WHERE name = ?", fact.rawValue
        ) { $0[0] }
        return text.flatMap { Int64($0) }
    }

    package func set(_ fact: Fact, to value: Int64) throws(CatalogueError) {
        try connection.run(
            "INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            fact.rawValue, "\(value)")
    }
}
