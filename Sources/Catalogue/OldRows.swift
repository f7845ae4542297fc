/// What the catalogue remembers only for a while.
extension Catalogue {
    /// Events, ended notices with their messages, and runs of jobs before a time; of each job, the last run stays.
    package func forget(before time: Int64) throws(CatalogueError) -> Int {
        guard try rowsToForget(before: time) > 0 else { return 0 }
        return try write { () throws(CatalogueError) in
            let events = try connection.run(
                "DELETE FROM events WHERE at_us < ?1 AND noticed_us < ?1", time)
            let notices = try connection.run(
                "DELETE FROM notices WHERE ended_us < ?1 AND told_us < ?1", time)
            let messages = try connection.run(
                "DELETE FROM messages WHERE delivered_us < ?1 OR given_up_us < ?1", time)
            let runs = try connection.run(
                """
                DELETE FROM job_runs WHERE ended_us < ?1
                    AND id NOT IN (SELECT max(id) FROM job_runs GROUP BY job)
                """, time)
            return events + notices + messages + runs
        }
    }

    package func rowsToForget(before time: Int64) throws(CatalogueError) -> Int {
        try connection.first(
            """
            SELECT (SELECT count(*) FROM events WHERE at_us < ?1 AND noticed_us < ?1)
                + (SELECT count(*) FROM notices WHERE ended_us < ?1 AND told_us < ?1)
                + (SELECT count(*) FROM messages WHERE delivered_us < ?1 OR given_up_us < ?1)
                + (SELECT count(*) FROM job_runs WHERE ended_us < ?1
                    AND id NOT IN (SELECT max(id) FROM job_runs GROUP BY job))
            """, time
        ) { $0[0] } ?? 0
    }
}
