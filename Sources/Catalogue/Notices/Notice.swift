package import Platform

extension Catalogue {
    /// An event that is told to people: one row for each fact, never two.
    package struct Notice: Sendable {
        package let id: Int
        /// Whoever gets it twice knows it by this.
        package let key: String
        /// `recording.expiring`
        package let type: String
        /// The key of the recording it is about.
        package let subject: String
        package let text: String
        package let details: JSON
        package let madeMicroseconds: Int64
        /// Since when it is in the log; nil: not yet.
        package let told: Told?
        package let endMicroseconds: Int64?

        package struct Told: Equatable, Sendable {
            package let microseconds: Int64
            package let elapsedMicroseconds: Int64
        }

        init(_ row: borrowing Row) {
            id = row[0]
            key = row[1]
            type = row[2]
            subject = row[3]
            text = row[4]
            let details: String = row[5]
            self.details = (try? JSON(parsing: Array(details.utf8))) ?? .null
            madeMicroseconds = row[6]
            let (told, elapsed): (Int64?, Int64?) = (row[7], row[8])
            self.told = told.flatMap { told in
                elapsed.map { Told(microseconds: told, elapsedMicroseconds: $0) }
            }
            endMicroseconds = row[9]
        }
    }
}
