/// What the catalogue remembers only for a while.
extension Catalogue {
    /// Events, ended notices, their messages and runs of jobs before a time; of each job, the last run stays. A notice
    /// has to be old by the time that passed for certain, too: one that a wrong clock dated may not have arrived yet.
    package func forget(before time: Int64, elapsed: Int64) throws(CatalogueError) -> Int {
        guard try rowsToForget(before: time, elapsed: elapsed) > 0 else { return 0 }
        return try write { () throws(CatalogueError) in
            let events = try connection.run(
                "DELETE FROM events WHERE at_us < ?1 AND noticed_us < ?1", time)
            let notices = try connection.run(
                "DELETE FROM notices WHERE ended_us IS NOT NULL AND told_us < ? AND told_elapsed_us < ?",
                time, elapsed)
            // One without its messages would be sent again.
            try connection.run(
                """
                DELETE FROM messages WHERE (delivered_us IS NOT NULL OR given_up_us IS NOT NULL)
                    AND NOT EXISTS (SELECT 1 FROM message_notices n WHERE n.message = messages.id)
                """)
            let runs = try connection.run(
                """
                DELETE FROM job_runs WHERE ended_us < ?1
                    AND id NOT IN (SELECT max(id) FROM job_runs GROUP BY job)
                """, time)
            return events + notices + runs
        }
    }

    package func rowsToForget(before time: Int64, elapsed: Int64) throws(CatalogueError) -> Int {
        try connection.first(
            """
            SELECT (SELECT count(*) FROM events WHERE at_us < ?1 AND noticed_us < ?1)
                + (SELECT count(*) FROM notices WHERE ended_us IS NOT NULL AND told_us < ?1 AND told_elapsed_us < ?2)
                + (SELECT count(*) FROM job_runs WHERE ended_us < ?1
                    AND id NOT IN (SELECT max(id) FROM job_runs GROUP BY job))
            """, time, elapsed
        ) { $0[0] } ?? 0
    }
}
