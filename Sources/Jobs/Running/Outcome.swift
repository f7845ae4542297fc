package import Platform

/// How a run of a job ended.
package struct Outcome {
    let status: ExitStatus
    /// Something is different from before: the run leaves a row.
    let isChanged: Bool
    /// Numbers for the one line in the log.
    let summary: Log.Fields

    package static func unchanged(_ summary: Log.Fields = [:]) -> Outcome {
        Outcome(status: .done, isChanged: false, summary: summary)
    }

    package static func changed(_ summary: Log.Fields) -> Outcome {
        Outcome(status: .done, isChanged: true, summary: summary)
    }

    /// Done, and something is wrong with what was looked at.
    package static func findings(_ summary: Log.Fields) -> Outcome {
        Outcome(status: .failed, isChanged: true, summary: summary)
    }

    /// Asked to stop, it did after having changed something; the next run goes on from there.
    package static func stopped(_ summary: Log.Fields) -> Outcome {
        Outcome(status: .busy, isChanged: true, summary: summary)
    }

    /// As a row keeps it.
    var text: String { summary.map { "\($0.key)=\($0.value.description)" }.joined(separator: " ") }
}
