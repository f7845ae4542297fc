import Platform

/// Everything that health is judged by, as it was at one moment. Seconds run on the machine's own clock.
struct Look {
    var now: Int64 = 0
    var seconds = 0.0
    var relay = Relay()
    var streams: [Stream] = []
    var icecast: Icecast?
    var tape = Tape()
    var disk = Room()
    var jobs: [Job] = []
    var catalogue = Shelf()
    var post = Post()
    var player: PlayerHealth?
    var board = Board()
    var isClockSynchronised = true
    var limits = Limits()
    var maintenance: Maintenance?
    /// What was seen before.
    var memory = HealthMemory()

    struct Limits: Equatable {
        var memoryBytes = 200_000_000
        var listeners = 5
        var segmentSeconds = 60.0
        var floorBytes = 128_000_000
        var keepHours = 48.0
    }

    struct Relay {
        enum Answer: Equatable {
            /// Two looks, and the time between them.
            case told(RelayStatus, RelayStatus, seconds: Double)
            /// It took the question and said nothing for a long time, twice.
            case silent
            /// Nobody is at the port, somebody else is, or it is not known which one it would be.
            case notAsked(String)
        }

        var lock = LockState.free
        var process: ProcessFacts?
        var answer = Answer.notAsked("nobody was asked")
        /// Others at work in our folder without its lock.
        var strays: [Int] = []

        var status: RelayStatus? {
            guard case .told(_, let last, _) = answer else { return nil }
            return last
        }

        func uptime(at seconds: Double) -> Double? {
            process.map { max(0, seconds - Double($0.startNanoseconds) / 1e9) }
        }
    }

    /// What came of a stream within its time.
    struct Stream: Equatable {
        var name: String
        /// Nil when it was refused.
        var bytes: Int?
        var enough: Int
    }

    struct Icecast: Equatable {
        enum Mount: Equatable { case there, missing, unknown(String) }

        var place: String
        var mount: Mount
    }

    struct Tape: Equatable {
        /// When anything was last written to a segment, and to one of another tape than the present one.
        var writtenAt: Int64?
        var lastOfOthersAt: Int64?
        var newestFinished: String?
        var newestFinishedAt: Int64?
        /// Unfinished ones that no relay is at, for longer than it takes a job to notice.
        var orphans = 0
        /// The furthest time that a segment's name tells.
        var latestName: Int64?
    }

    struct Room: Equatable {
        var freeBytes: Int?
        var freeFiles: Int?
        var allFiles = 0
        var isReadOnly = false
        /// Why nothing can be written there.
        var obstacle: String?
        var segmentBytes = 0
        var segmentHours = 0.0
    }

    struct Job: Equatable {
        var name: String
        var period: Double
        /// Nil when it never did, as far as is known.
        var secondsSinceDone: Double?
        var runningPid: Int?
        var runningSeconds: Double?
    }

    struct Shelf: Equatable {
        /// Why it cannot be looked into.
        var trouble: String?
        var turningSince: Int64?
    }

    /// Notices that have not reached anybody yet.
    struct Post: Equatable {
        var waiting = 0
        var oldestAt: Int64?
        var failure: String?
    }

    struct Board: Equatable {
        var celsius: Double?
        /// As a Raspberry Pi tells it.
        var throttled: Int?
    }
}
