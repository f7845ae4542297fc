import Archive
import Audio
import Catalogue
import Features
import Platform

/// Hours of tape, put into the catalogue as if they had been heard: some minutes really were, and go round.
struct HeardRecord {
    let tape: String
    private let heard: Features
    private let lost: Features
    private var features = Features()
    private var gaps: [Gap] = []
    private var told = 0

    private static let format = PCMFormat.cheap
    private static let framesPerTick = format.framesPerSecond / TickGrid.ticksPerSecond

    /// Where things lie in what is really played, in ticks: needle down at 20 s, music until some 100 s.
    private enum Cut {
        static let idle = 20..<180
        static let needleAndMusic = 195..<600
        static let music = 350..<700
        static let endAndRunOut = 700..<1_250
        static let locked = 1_100..<1_250
    }

    init(_ tape: String) throws {
        self.tape = tape
        var playing = try Playing("lead=20,side=90,tracks=1,sides=1,locked=30,rest=60,seed=3")
        heard = try Self.hear(playing.play(seconds: 180))
        lost = try Self.hear([Int32](repeating: 0, count: 10 * Self.format.framesPerSecond))
    }

    mutating func idle(seconds: Int) { loop(heard, Cut.idle, seconds) }
    mutating func needleDown() { features.append(heard, ticks: Cut.needleAndMusic) }
    mutating func music(seconds: Int) { loop(heard, Cut.music, seconds) }
    mutating func runOut() { features.append(heard, ticks: Cut.endAndRunOut) }
    mutating func locked(seconds: Int) { loop(heard, Cut.locked, seconds) }

    /// The device gives nothing.
    mutating func lose(seconds: Int) {
        gaps.append(
            Gap(
                start: features.count * Self.framesPerTick, frames: seconds * Self.format.framesPerSecond,
                cause: .lost))
        loop(lost, 0..<90, seconds)
    }

    /// The seconds that there are by now.
    var seconds: Int { features.count / TickGrid.ticksPerSecond }

    /// Adds to the catalogue what was not there before, in segments of a minute.
    mutating func index(in catalogue: Catalogue, at start: Double = 0) throws {
        var files: [Catalogue.SegmentFile] = []
        var blobs: [Catalogue.StoredFeatures] = []
        while told < features.count {
            let ticks = told..<min(told + 600, features.count)
            files.append(file(ticks, at: start))
            var part = Features()
            part.append(features, ticks: ticks)
            blobs.append(
                .init(
                    version: Features.codingVersion, ticks: ticks,
                    bytes: part.encoded(
                        framesPerSecond: Self.format.framesPerSecond, firstTick: ticks.lowerBound)))
            told = ticks.upperBound
        }
        try catalogue.write { () throws(CatalogueError) in
            for (id, blob) in zip(try catalogue.index(files, atMicroseconds: 1), blobs) {
                try catalogue.store(blob, ofSegment: id)
            }
        }
    }

    private func file(_ ticks: Range<Int>, at start: Double) -> Catalogue.SegmentFile {
        let frames = ticks.lowerBound * Self.framesPerTick..<ticks.upperBound * Self.framesPerTick
        let time = evening + Int64(start * 1_000_000) + Int64(ticks.lowerBound) * 100_000
        let name = SegmentName(startMicroseconds: time, tape: tape, firstFrame: frames.lowerBound)
        var tags = SegmentTags(
            tape: tape, firstFrame: frames.lowerBound, startMicroseconds: time, isClockSynchronised: true,
            device: "a test")
        tags.gaps = gaps.compactMap { $0.clipped(to: frames) }
            .map { Gap(start: $0.start - frames.lowerBound, frames: $0.frames, cause: $0.cause) }
        return Catalogue.SegmentFile(
            path: name.day + "/" + name.finished, bytes: 1, frames: frames.count, format: Self.format,
            tags: tags)
    }

    private mutating func loop(_ source: Features, _ cut: Range<Int>, _ seconds: Int) {
        var left = seconds * TickGrid.ticksPerSecond
        while left > 0 {
            features.append(source, ticks: cut.lowerBound..<cut.lowerBound + min(left, cut.count))
            left -= min(left, cut.count)
        }
    }

    private static func hear(_ samples: [Int32]) throws -> Features {
        let sampleFormat = try SampleFormat(
            framesPerSecond: format.framesPerSecond, channels: format.channels,
            bitsPerSample: format.bitsPerSample)
        var extractor = try FeatureExtractor(format: sampleFormat, from: 0, segmentStart: 0)
        extractor.push(samples.span)
        return extractor.finish().features
    }
}
