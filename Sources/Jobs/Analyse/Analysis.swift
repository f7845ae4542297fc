import Platform
import Segmentation
import Synchronization

/// `vinyl-jobs analyse FILE...`: as many recordings at a time as there are processors.
struct Analysis {
    private typealias Answer = Result<(findings: Findings, remarks: [String]), AnalysisError>

    private let call: Call
    private let recordings: [[String]]
    private let rules: Rules

    init(_ call: Call) {
        self.call = call
        let files = call.invocation.arguments
        recordings = call.invocation.has(.joined) ? [files] : files.map { [$0] }
        var rules = Rules(call.settings)
        rules.sessionGapSeconds = call.invocation.whole(.sessionGap) ?? rules.sessionGapSeconds
        rules.trackMinimumSeconds = call.invocation.whole(.trackMinimum) ?? rules.trackMinimumSeconds
        self.rules = rules
    }

    func run() throws(JobError) {
        let listeners = min(Processors.count, recordings.count)
        let bytes = recordings.joined().reduce(0) { $0 + (Files.facts($1)?.bytes ?? 0) }
        let board = Board(recordings)
        let tally = AnalysisTally(listeners: listeners, bytes: bytes)
        let rules = rules
        var threads: [WorkerThread] = []
        for number in 1...listeners {
            let thread = try onDisk { () throws(SystemError) in
                try WorkerThread(name: "listener \(number)", stackBytes: 1_048_576) {
                    while !tally.isStopped, let files = board.take() {
                        board.put(Self.answer(files.paths, rules, tally), at: files.index)
                    }
                    tally.leave()
                }
            }
            threads.append(thread)
        }
        let failures = try tell(board, tally)
        for thread in threads { thread.join() }
        guard failures > 0 else { return }
        throw .failed("\(failures) of \(Human.count(recordings.count, "recording")) could not be analysed")
    }

    private static func answer(_ paths: [String], _ rules: Rules, _ tally: AnalysisTally) -> Answer {
        do throws(AnalysisError) {
            let listener = FileListener(tally)
            for path in paths { try listener.hear(path) }
            guard let heard = listener.heard() else { return .failure(.noSound(paths[0])) }
            return .success((Findings(heard, missing: listener.missing, rules: rules), listener.remarks))
        } catch {
            return .failure(error)
        }
    }

    /// Tells each answer as soon as those before it are told. Answers how many there were not.
    private func tell(_ board: Board, _ tally: AnalysisTally) throws(JobError) -> Int {
        let bar = call.progress("listening", unit: .seconds)
        defer { bar.end() }
        var (told, failures) = (0, 0)
        var isWorking = true
        while isWorking {
            isWorking = tally.isAnybodyWorking(afterMilliseconds: 100)
            if call.stop.isSet {
                tally.stop()
                throw .busy("stopped as asked")
            }
            while told < recordings.count, let answer = board.answer(told) {
                bar.end()
                failures += try tell(answer, of: recordings[told][0]) ? 0 : 1
                told += 1
            }
            let (done, all) = tally.seconds
            if isWorking { bar.show(done: done, of: all) }
        }
        return failures
    }

    private func tell(_ answer: Answer, of path: String) throws(JobError) -> Bool {
        switch answer {
        case .success(let (findings, remarks)):
            for remark in remarks { FailureLine.print(remark) }
            try call.page.json(findings.json(named: recordings.count > 1 ? path : nil))
            return true
        case .failure(let error):
            FailureLine.print("\(error)")
            return false
        }
    }

    /// What is to be heard, and what was found.
    private final class Board: Sendable {
        private let recordings: [[String]]
        private let state: Mutex<(next: Int, answers: [Int: Answer])>

        init(_ recordings: [[String]]) {
            self.recordings = recordings
            state = Mutex((0, [:]))
        }

        func take() -> (index: Int, paths: [String])? {
            state.withLock { state in
                guard state.next < recordings.count else { return nil }
                state.next += 1
                return (state.next - 1, recordings[state.next - 1])
            }
        }

        func put(_ answer: Answer, at index: Int) { state.withLock { $0.answers[index] = answer } }

        func answer(_ index: Int) -> Answer? { state.withLock { $0.answers[index] } }
    }
}
