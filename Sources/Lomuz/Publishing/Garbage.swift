/// Which files of an origin nothing needs any more. One is removed when two runs in a row found it so, and it has been so
/// for long enough that every player, and every cache between, has forgotten it.
package struct Garbage: Sendable {
    package struct Mark: Equatable, Sendable {
        package var path: String
        package var bytes: Int
        package var runs: Int
        /// Unix seconds, when it was first found.
        package var since: Int

        package init(path: String, bytes: Int, runs: Int, since: Int) {
            self.path = path
            self.bytes = bytes
            self.runs = runs
            self.since = since
        }
    }

    package static let leastRuns = 2
    package static let leastAgeSeconds = 45 * 86_400

    /// To be remembered until the next run.
    package private(set) var marks: [Mark] = []
    package private(set) var removable: [Mark] = []

    /// `files`: all there are below the folders that are published into.
    package init(
        files: [(path: String, bytes: Int)], needed: Set<String>, marked: [Mark], at unixSeconds: Int
    ) {
        let before = Dictionary(marked.map { ($0.path, $0) }) { first, _ in first }
        for file in files where !needed.contains(file.path) {
            var mark =
                before[file.path] ?? Mark(path: file.path, bytes: file.bytes, runs: 0, since: unixSeconds)
            mark.runs += 1
            // A clock that was wrong when it was marked must not make it older than it is.
            mark.since = min(mark.since, unixSeconds)
            let isOld = unixSeconds - mark.since >= Self.leastAgeSeconds
            if isOld && mark.runs >= Self.leastRuns { removable.append(mark) } else { marks.append(mark) }
        }
    }
}
