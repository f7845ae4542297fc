import Archive
import Catalogue
import Features
import Platform

/// Brings what is new below `segments` into the catalogue: heard once, in pieces small enough to lose.
struct SegmentIndexing {
    private let call: Call
    private let catalogue: Catalogue

    /// Files that were set aside before.
    private let known: [Catalogue.SetAside]

    /// Ids of the segments that were not known before.
    private(set) var new: Set<Int> = []
    private(set) var indexed = 0
    private(set) var heardAgain = 0
    private(set) var setAsideCount = 0
    private(set) var isStopped = false

    /// Segments that are in memory as features at one time.
    private static let atOnce = 32

    init(_ call: Call, _ catalogue: Catalogue, setAside known: [Catalogue.SetAside]) {
        self.call = call
        self.catalogue = catalogue
        self.known = known
    }

    mutating func run(_ files: [SegmentFolder.File]) throws(JobError) {
        let bar = call.progress("listening", unit: .files)
        defer { bar.end() }
        for start in stride(from: 0, to: files.count, by: Self.atOnce) {
            let batch = files[start..<min(start + Self.atOnce, files.count)]
            var pieces: [Hearing] = []
            for index in batch.indices {
                pieces.append(try hearing(files[index], after: index > 0 ? files[index - 1] : nil))
            }
            let answers = Crew(stop: call.stop).work(on: pieces) { done in
                bar.show(done: Double(start + done), of: Double(files.count))
            } _: { piece in
                Answer(piece)
            }
            try take(zip(batch, answers).compactMap { file, answer in answer.map { (file, $0) } })
            isStopped = answers.contains { $0 == nil }
            if isStopped { return }
        }
        try hearAgain()
    }

    private enum Answer: Sendable {
        case heard(Hearing.Heard)
        case flawed(SegmentFlaw)

        init(_ hearing: Hearing) {
            do throws(SegmentFlaw) { self = .heard(try hearing.heard()) } catch { self = .flawed(error) }
        }
    }

    private func hearing(
        _ file: SegmentFolder.File, after last: SegmentFolder.File?
    ) throws(JobError) -> Hearing {
        let (tape, frame) = (file.name.tape, file.name.firstFrame)
        let known = try inCatalogue { () throws(CatalogueError) in
            try catalogue.pathOfSegment(ofTape: tape, endingAt: frame)
        }
        let last = last.flatMap { $0.name.tape == tape ? $0 : nil }
        let before = [known.flatMap(SegmentFolder.File.init), last].compactMap { $0 }
        return Hearing(file: file, before: before, folders: call.folders)
    }
}

extension SegmentIndexing {
    private mutating func take(_ answers: [(SegmentFolder.File, Answer)]) throws(JobError) {
        var flaws: [(path: String, flaw: SegmentFlaw)] = []
        var fitting: [Hearing.Heard] = []
        let (catalogue, now, aside) = (catalogue, call.now, known.map(\.path))
        new.formUnion(
            try inCatalogue { () throws(CatalogueError) in
                try catalogue.write { () throws(CatalogueError) in
                    for (file, answer) in answers {
                        switch answer {
                        case .flawed(let flaw): flaws.append((file.path, flaw))
                        case .heard(let heard):
                            let flaw = try Self.misfit(heard, catalogue, beside: fitting)
                            if let flaw { flaws.append((file.path, flaw)) } else { fitting.append(heard) }
                        }
                    }
                    let ids = try catalogue.index(fitting.map(\.segment), atMicroseconds: now)
                    for (id, heard) in zip(ids, fitting) {
                        try catalogue.store(heard.features, ofSegment: id)
                        try Self.forgetNext(heard, catalogue, besides: ids)
                        if aside.contains(heard.segment.path) {
                            try catalogue.forgetSetAside(heard.segment.path)
                        }
                    }
                    return ids
                }
            })
        indexed += fitting.count
        try setAside(flaws)
    }

    /// Why a segment that is whole cannot be part of its tape.
    private static func misfit(
        _ heard: Hearing.Heard, _ catalogue: Catalogue, beside others: [Hearing.Heard]
    ) throws(CatalogueError) -> SegmentFlaw? {
        let tape = heard.segment.tags.tape
        let own = others.filter { $0.segment.tags.tape == tape }
        let format = try catalogue.format(ofTape: tape) ?? own.first?.segment.format
        if let format, format != heard.segment.format {
            return .foreign("it is \(heard.segment.format), but its tape \(format)")
        }
        let known = try catalogue.pathOfSegment(ofTape: tape, with: heard.frames)
        let path = known ?? own.first { $0.frames.overlaps(heard.frames) }?.segment.path
        return path.map { .foreign("\($0) has the same frames") }
    }

    /// A segment that was there before the one it follows was heard without its run-up.
    private static func forgetNext(
        _ heard: Hearing.Heard, _ catalogue: Catalogue, besides new: [Int]
    ) throws(CatalogueError) {
        let tape = heard.segment.tags.tape
        let next = try catalogue.segment(ofTape: tape, startingAt: heard.frames.upperBound)
        guard let next, !new.contains(next.id) else { return }
        try catalogue.forgetFeatures(ofSegment: next.id)
    }

    /// Segments that are known and were not heard, or not as one hears now.
    private mutating func hearAgain() throws(JobError) {
        let version = Features.codingVersion
        let unheard = try inCatalogue { () throws(CatalogueError) in
            try catalogue.segmentsWithoutFeatures(version: version)
        }
        for (id, path) in unheard {
            isStopped = call.stop.isSet
            guard !isStopped else { return }
            guard let file = SegmentFolder.File(path) else { continue }
            switch Answer(try hearing(file, after: nil)) {
            case .heard(let heard): try store(heard.features, id)
            case .flawed(.unreadable(let reason)):
                call.log.warning("segment not heard", ["segment": path, "reason": reason])
                continue
            // What it sounded like is lost; it must not be looked for for ever.
            case .flawed: try store(.init(version: version, ticks: 0..<0, bytes: []), id)
            }
            heardAgain += 1
        }
    }

    private func store(_ features: Catalogue.StoredFeatures, _ id: Int) throws(JobError) {
        try inCatalogue { () throws(CatalogueError) in try catalogue.store(features, ofSegment: id) }
    }

    /// Notes what is no segment of ours, so that it is told once and not read again until it changes.
    mutating func setAside(_ flaws: [(path: String, flaw: SegmentFlaw)]) throws(JobError) {
        for (path, flaw) in flaws where flaw != .gone {
            let facts = Files.facts(call.folders.segments + "/" + path)
            var file = Catalogue.SetAside(
                path: path, bytes: facts?.bytes ?? 0, modifiedMicroseconds: facts?.modifiedMicroseconds ?? 0,
                reason: "\(flaw)")
            // Looked at again each time, and told when there is news.
            if case .unreadable = flaw { file.bytes = -1 }
            guard !known.contains(file) else { continue }
            let catalogue = catalogue
            let time = try TimeKeeping(call, catalogue)
            // When the clock is set right, the time before counts no more.
            try time.save(in: catalogue)
            try inCatalogue { () throws(CatalogueError) in
                try catalogue.setAside(
                    file, atMicroseconds: time.now, elapsedMicroseconds: time.elapsed.microseconds)
            }
            call.log.warning("file set aside", ["file": path, "reason": file.reason])
            setAsideCount += 1
        }
    }
}
