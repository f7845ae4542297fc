/// Why a tape ends.
extension CaptureLoop {
    enum Ending: String, Sendable {
        case stopped
        /// The source has nothing more to give.
        case ended
        /// The device came back with a format that this tape cannot hold.
        case otherFormat = "other format"
        /// Another relay has the folder now.
        case displaced = "another relay"
        /// This process was held up for so long that going on would only pretend.
        case stalled
    }
}
