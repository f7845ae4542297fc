/// How long a message waits that did not arrive.
enum BackOff {
    private static let firstSeconds = 60
    private static let longestSeconds = 6 * 3_600
    /// The longest that a server may make us wait.
    static let mostSeconds = 86_400
    /// Some ten days of trying.
    static let mostTries = 45

    /// A minute, two, four and so on, at most six hours; longer if the server says so.
    static func seconds(afterTries tries: Int, asked: Int?) -> Int {
        let own = tries > 12 ? longestSeconds : min(longestSeconds, firstSeconds << max(0, tries))
        return min(mostSeconds, max(own, asked ?? 0))
    }
}
