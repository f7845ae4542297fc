import Archive
import Audio
import Catalogue
import Platform

/// `vinyl-jobs recordings tracks ID --count N` and `--set FILE`
struct TrackDecision {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        if let path = call.invocation.text(.trackList) {
            let bytes = try onDisk { () throws(SystemError) in try Files.read(path) }
            let list = try TrackList(String(decoding: bytes, as: UTF8.self), path)
            return try RecordingDecision(call).run { sidecar throws(JobError) in try list.apply(to: &sidecar)
            }
        }
        guard let wanted = call.invocation.whole(.count) else {
            throw .failed("say how many tracks there are with --count, or name a list with --set")
        }
        return try RecordingDecision(call).run { sidecar throws(JobError) in
            let position = try position(in: sidecar)
            sidecar.sides[position].divide(into: wanted, framesPerSecond: sidecar.format.framesPerSecond)
            let count = sidecar.sides[position].tracks.count
            if count < wanted && !call.isQuiet {
                try call.page.line(
                    "there is no place on side \(sidecar.sides[position].letter) for more than "
                        + Human.count(count, "track"))
            }
        }
    }

    /// Where there is only one side, it need not be named.
    private func position(in sidecar: Sidecar) throws(JobError) -> Int {
        let letters = sidecar.sides.map(\.letter)
        guard !letters.isEmpty else { throw .failed("no side was found on this recording; use --set FILE") }
        guard let letter = call.invocation.text(.side) else {
            if letters.count == 1 { return 0 }
            throw .failed("say which side: there are \(letters.joined(separator: ", "))")
        }
        guard let position = letters.firstIndex(of: letter.uppercased()) else {
            throw .failed("there is no side \(oneLine(letter)); there are \(letters.joined(separator: ", "))")
        }
        return position
    }
}

extension Sidecar.Side {
    /// As the catalogue divides a side that it has found.
    mutating func divide(into wanted: Int, framesPerSecond: Int) {
        func extent(_ frames: Range<Int>) -> Catalogue.Extent {
            func place(_ frame: Int) -> TapePlace { .init(tape: "", frame: frame, microseconds: 0) }
            func tick(_ frame: Int) -> Int { frame * 10 / framesPerSecond }
            return .init(
                start: place(frames.lowerBound), end: place(frames.upperBound),
                ticks: tick(frames.lowerBound)..<tick(frames.upperBound))
        }
        let side = Catalogue.Side(
            extent: extent(frames), isOpen: isOpen,
            tracks: tracks.map { .init(extent: extent($0.frames), title: $0.title) },
            gaps: gaps.map {
                .init(extent: extent($0.frames), depthDecibels: $0.depthDecibels, isTaken: $0.isTaken)
            },
            idleFloor: .init(levels: []), grooveFloor: .init(levels: []), musicDecibels: 0, clippedSamples: 0,
            confidence: 0)
        wantedTracks = wanted
        tracks = side.divided(into: wanted).tracks.map { track in
            .init(frames: track.extent.start.frame..<track.extent.end.frame, title: track.title)
        }
    }
}

/// A list of tracks as somebody wrote it.
struct TrackList {
    struct Line: Equatable {
        let seconds: Double?
        let title: String?
    }

    let lines: [Line]

    /// `path` is for messages.
    init(_ text: String, _ path: String) throws(JobError) {
        var lines: [Line] = []
        // Some editors begin a file with a mark of its encoding.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.drop { $0 == " " || $0 == "\t" }
            if words.isEmpty || words.hasPrefix("#") { continue }
            let first = words.prefix { $0 != " " && $0 != "\t" }
            let seconds = Self.seconds(first)
            let rest = seconds == nil ? words : words.dropFirst(first.count).drop { $0 == " " || $0 == "\t" }
            let title = try LineOfText(String(rest), "a title").text
            lines.append(Line(seconds: seconds, title: title.isEmpty ? nil : title))
        }
        let timed = lines.filter { $0.seconds != nil }.count
        guard !lines.isEmpty else { throw .failed("\(path) names no track") }
        guard timed == 0 || timed == lines.count else {
            throw .failed("\(path): either every line begins with a time, or none does")
        }
        for (left, right) in zip(lines, lines.dropFirst()) {
            guard (left.seconds ?? -1) < (right.seconds ?? 0) else {
                throw .failed("\(path): each time must be later than the one before it")
            }
        }
        self.lines = lines
    }

    /// `3:05`, `1:02:03.5`; nil for what is no time.
    static func seconds(_ word: Substring) -> Double? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { return nil }
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E } ? Double(part) : nil
        }
        guard numbers.count == parts.count else { return nil }
        return numbers.reduce(0) { $0 * 60 + $1 }
    }

    func apply(to sidecar: inout Sidecar) throws(JobError) {
        if lines[0].seconds == nil {
            try name(&sidecar)
        } else {
            try divide(&sidecar)
        }
    }

    private func name(_ sidecar: inout Sidecar) throws(JobError) {
        guard lines.count == sidecar.tracks.count else {
            throw .failed(
                "the list has \(Human.count(lines.count, "line")), the recording \(Human.count(sidecar.tracks.count, "track"));"
                    + " give --count first, or a time in every line")
        }
        var left = lines[...]
        for side in sidecar.sides.indices {
            for track in sidecar.sides[side].tracks.indices {
                sidecar.sides[side].tracks[track].title = left.popFirst()?.title
            }
        }
    }

    /// Each track lies on the side that it begins on; before the first needle-down that is the first.
    private func divide(_ sidecar: inout Sidecar) throws(JobError) {
        if sidecar.sides.isEmpty { sidecar.sides = [.init(letter: "A", frames: 0..<sidecar.frames)] }
        let rate = Double(sidecar.format.framesPerSecond)
        guard let last = lines.last?.seconds, (last * rate).rounded() < Double(sidecar.frames) else {
            throw .failed("the recording is only \(Human.duration(seconds: sidecar.seconds)) long")
        }
        let starts = lines.map { Int((($0.seconds ?? 0) * rate).rounded()) }
        for side in sidecar.sides.indices { sidecar.sides[side].tracks = [] }
        for (index, start) in starts.enumerated() {
            let side = sidecar.sides.lastIndex { $0.frames.lowerBound <= start } ?? 0
            let next = index + 1 < starts.count ? starts[index + 1] : sidecar.frames
            let end = max(start, min(next, max(start + 1, sidecar.sides[side].frames.upperBound)))
            sidecar.sides[side].tracks.append(.init(frames: start..<end, title: lines[index].title))
        }
    }
}
