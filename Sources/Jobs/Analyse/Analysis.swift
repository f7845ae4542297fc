import Platform
import Segmentation
import Synchronization

/// `vinyl-jobs analyse FILE...`: as many recordings at a time as there are processors.
struct Analysis {
    private let call: Call
    private let recordings: [[String]]
    private let rules: Rules

    init(_ call: Call) {
        self.call = call
        let files = call.invocation.arguments
        recordings = call.invocation.has(.joined) ? [files] : files.map { [$0] }
        rules = Rules(call)
    }

    func run() throws(JobError) {
        let desk = AnalysisDesk(recordings, rules: rules)
        let bar = call.progress("listening", unit: .seconds)
        let (stop, isQuiet) = (call.stop, call.isQuiet)
        var helpers: [WorkerThread] = []
        for number in 1..<max(1, min(processorCount, recordings.count)) {
            let helper = try onDisk { () throws(SystemError) in
                try WorkerThread(name: "listener \(number)") { desk.work {} }
            }
            helpers.append(helper)
        }
        var failures = 0
        func tell() throws(JobError) {
            for answer in desk.answersInOrder() {
                bar.end()
                failures += try tell(answer, isQuiet: isQuiet) ? 0 : 1
            }
        }
        desk.work {
            if stop.isSet { desk.stop() }
            let (done, all) = desk.seconds
            bar.show(done: done, of: all)
        }
        for helper in helpers { helper.join() }
        bar.end()
        if desk.isStopped { throw .busy("stopped as asked") }
        try tell()
        guard failures > 0 else { return }
        throw .failed("\(failures) of \(Human.count(recordings.count, "recording")) could not be analysed")
    }

    /// Answers whether there was something to tell.
    private func tell(_ answer: AnalysisDesk.Answer, isQuiet: Bool) throws(JobError) -> Bool {
        switch answer {
        case .found(let findings):
            if !isQuiet { for remark in findings.remarks { FailureLine.print(remark) } }
            try call.page.json(findings.json(isNamed: recordings.count > 1))
            return true
        case .failed(let reason):
            FailureLine.print(reason)
            return false
        }
    }
}

extension Rules {
    /// As the settings and the options have them.
    init(_ call: Call) {
        self.init()
        sessionGapSeconds = call.invocation.whole(.sessionGap) ?? call.settings.whole(.sessionGapSeconds)
        trackMinimumSeconds = call.invocation.whole(.trackMinimum) ?? call.settings.whole(.trackMinimumSeconds)
        sessionMaximumHours = call.settings.whole(.sessionMaximumHours)
        silenceSeconds = call.settings.whole(.silenceSeconds)
        runoutAlertSeconds = call.settings.whole(.runoutAlertSeconds)
    }
}
