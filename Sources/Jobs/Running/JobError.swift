package import Catalogue
package import Platform

/// Why a command could not do what it was asked to.
package enum JobError: Error, Equatable, CustomStringConvertible {
    /// Somebody else is at it, or it is too early.
    case busy(String)
    case failed(String)
    case noRoom(String)
    /// An origin said what must not be believed.
    case refused(String)
    /// A setting says what cannot be.
    case misconfigured(String)
    case catalogue(CatalogueError)
    case disk(SystemError)
    /// Asked to stop, it did at the next safe point.
    case stopped
    /// Whoever read the output has gone.
    case nobodyReading

    package var description: String {
        switch self {
        case .busy(let sentence), .failed(let sentence), .noRoom(let sentence), .refused(let sentence),
            .misconfigured(let sentence):
            sentence
        case .catalogue(let error): error.description
        case .disk(let error): error.description
        case .stopped: "stopped as asked; the next run goes on from here"
        case .nobodyReading: "nobody reads what was asked for"
        }
    }

    package var status: ExitStatus {
        switch self {
        case .busy, .stopped: .busy
        case .catalogue(.busy): .busy
        case .catalogue(let error): error.isNoRoom ? .noRoom : .failed
        case .disk(let error): error.isNoRoom ? .noRoom : .failed
        case .failed: .failed
        case .noRoom: .noRoom
        case .refused: .refused
        case .misconfigured: .settings
        case .nobodyReading: .done
        }
    }
}

/// Hands on what a catalogue throws.
package func inCatalogue<Answer>(
    _ body: () throws(CatalogueError) -> Answer
) throws(JobError) -> Answer {
    do throws(CatalogueError) { return try body() } catch { throw .catalogue(error) }
}

/// Hands on what the system refuses.
package func onDisk<Answer>(_ body: () throws(SystemError) -> Answer) throws(JobError) -> Answer {
    do throws(SystemError) { return try body() } catch { throw .disk(error) }
}
