/// When restarts are allowed: at once the first time, later and later after that, and not for ever.
struct RestartHistory: Equatable {
    enum Answer: Equatable { case allowed, wait(seconds: Double), givenUp }

    /// Seconds of the machine's clock.
    private let times: [Double]

    static let window = 3_600.0
    static let mostInWindow = 10
    private static let firstPause = 30.0
    private static let longestPause = 600.0

    init(_ times: [Double]) { self.times = times }

    func answer(at now: Double) -> Answer {
        let recent = times.filter { now - $0 < Self.window }
        guard let last = recent.max() else { return .allowed }
        guard recent.count < Self.mostInWindow else { return .givenUp }
        let doublings = recent.count - 1
        let pause = min(Self.longestPause, Self.firstPause * Double(1 << min(doublings, 10)))
        return now - last >= pause ? .allowed : .wait(seconds: pause - (now - last))
    }

    static func forgetting(_ times: [Double], at now: Double) -> [Double] {
        times.filter { now - $0 < window && $0 <= now }
    }
}
