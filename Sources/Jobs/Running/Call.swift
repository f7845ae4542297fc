package import Archive
package import Catalogue
package import Platform

/// One call of the program: what was asked, and all that it takes to do it.
package struct Call: Sendable {
    package let invocation: Invocation
    package let table: CommandTable
    package let settings: Settings
    package let clock: Clock
    package let log: Log
    package let page: Page
    package let stop: StopFlag

    package init(
        invocation: Invocation, table: CommandTable, settings: Settings, clock: Clock, log: Log, page: Page,
        stop: StopFlag
    ) {
        self.invocation = invocation
        self.table = table
        self.settings = settings
        self.clock = clock
        self.log = log
        self.page = page
        self.stop = stop
    }

    package var folders: Folders { Folders(root: settings.text(.vinylFolder)) }
    package var isDry: Bool { invocation.has(.dryRun) }
    package var isQuiet: Bool { invocation.has(.quiet) }
    package var now: Int64 { clock.utcMicroseconds() }

    /// The catalogue, made when it is missing: for jobs.
    package func catalogue() throws(JobError) -> Catalogue {
        try inCatalogue { () throws(CatalogueError) in
            try Catalogue(making: folders.catalogue, clock: clock)
        }
    }

    /// For questions; nil when there is none yet.
    package func existingCatalogue() throws(JobError) -> Catalogue? {
        guard Files.exists(folders.catalogue) else { return nil }
        return try inCatalogue { () throws(CatalogueError) in try Catalogue(existing: folders.catalogue) }
    }

    /// Shown on a terminal, unless it shall be quiet.
    package func progress(_ doing: String, unit: ProgressBar.Unit) -> ProgressBar {
        ProgressBar(
            doing, unit: unit, columns: isQuiet ? nil : Terminal.columns(.errors), clock: clock,
            write: { text in try? Terminal.write(text, to: .errors) })
    }
}
