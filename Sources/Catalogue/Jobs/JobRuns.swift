extension Catalogue {
    /// A run of a job that changed something, or failed.
    package struct JobRun: Equatable, Sendable {
        package var job: String
        package var startMicroseconds: Int64
        package var endMicroseconds: Int64
        /// The exit status of the program.
        package var status: Int
        package var summary: String

        package init(
            job: String, startMicroseconds: Int64, endMicroseconds: Int64, status: Int, summary: String
        ) {
            self.job = job
            self.startMicroseconds = startMicroseconds
            self.endMicroseconds = endMicroseconds
            self.status = status
            self.summary = summary
        }
    }

    package func add(_ run: JobRun) throws(CatalogueError) {
        try connection.run(
            "INSERT INTO job_runs (job, started_us, ended_us, status, summary) VALUES (?, ?, ?, ?, ?)",
            run.job, run.startMicroseconds, run.endMicroseconds, run.status, run.summary)
    }

    /// The last of each job that left one.
    package func lastJobRuns() throws(CatalogueError) -> [JobRun] {
        try connection.all(
            """
            SELECT job, started_us, ended_us, status, summary FROM job_runs
            WHERE id IN (SELECT max(id) FROM job_runs GROUP BY job) ORDER BY job
            """
        ) {
            JobRun(
                job: $0[0], startMicroseconds: $0[1], endMicroseconds: $0[2], status: $0[3], summary: $0[4])
        }
    }
}
