import Platform

/// A place where a test can have a thread of the relay stand still for ever, to see what is made of it:
/// `VINYL_HANG_AT=captureStops:48000` at that frame of the tape.
struct HangPoint: Sendable {
    enum Place: String { case captureStops }

    private let place: Place
    private let frame: Int

    init?(environment: [String: String]) {
        guard let parts = environment["VINYL_HANG_AT"]?.split(separator: ":"), parts.count == 2,
            let place = Place(rawValue: String(parts[0])), let frame = Int(parts[1])
        else { return nil }
        self.place = place
        self.frame = frame
    }

    func pass(_ place: Place, frame: Int) {
        guard place == self.place, frame >= self.frame else { return }
        while true { Clock.system.sleep(1_000_000_000) }
    }
}
