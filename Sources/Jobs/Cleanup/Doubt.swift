/// Why nothing is deleted now.
enum Doubt: Equatable, CustomStringConvertible {
    case clockBehindTape
    case clockFarPastTape
    case clockBeforeUs
    /// It was made, or made anew, less than a day ago: what it does not know yet may be wanted.
    case newCatalogue

    var description: String {
        switch self {
        case .clockBehindTape: "the clock is behind what is on the tape already"
        case .clockFarPastTape: "the clock is not synchronised, and more than a year past the tape"
        case .clockBeforeUs: "the clock shows a time before this program was written"
        case .newCatalogue: "the catalogue is less than a day old"
        }
    }

    /// A step back that every clock makes now and then.
    private static let tolerance: Int64 = 120_000_000
    private static let year: Int64 = 366 * RetentionPolicy.day
    private static let firstCredibleMicroseconds: Int64 = 1_735_689_600_000_000

    /// A clock that was put far ahead by hand, and kept to it for so long, is all that such a machine has.
    private static let patience: Int64 = 7 * RetentionPolicy.day

    /// `newestRightTime` is the newest that a synchronised clock ever told on the tape. Where none ever did, the clock
    /// is held against what it was believed before.
    init?(
        now: Int64, isSynchronised: Bool, newestRightTime: Int64?, believed: BelievedTime? = nil,
        elapsedMicroseconds: Int64
    ) {
        if now < Self.firstCredibleMicroseconds {
            self = .clockBeforeUs
        } else if let newest = newestRightTime, now < newest - Self.tolerance {
            self = .clockBehindTape
        } else if let newest = newestRightTime, !isSynchronised, now - newest > Self.year {
            self = .clockFarPastTape
        } else if let believed, newestRightTime == nil, !isSynchronised,
            now - believed.microseconds > Self.year,
            elapsedMicroseconds - believed.elapsedMicroseconds < Self.patience
        {
            self = .clockFarPastTape
        } else if elapsedMicroseconds < RetentionPolicy.day {
            self = .newCatalogue
        } else {
            return nil
        }
    }

    /// With a wrong clock nothing can be announced either.
    var isOfClock: Bool { self != .newCatalogue }
}

/// What the clock showed when nobody doubted it, and how much time had passed for certain then.
struct BelievedTime: Equatable {
    let microseconds: Int64
    let elapsedMicroseconds: Int64
}
