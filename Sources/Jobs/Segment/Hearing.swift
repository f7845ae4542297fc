import Archive
import Audio
import Catalogue
import Features
import Platform

/// One segment decoded once: whether it is whole, what it says of itself, and what it sounds like.
struct Hearing: Sendable {
    let file: SegmentFolder.File
    /// Where its last 50 ms of run-up may be: paths of segments that may end where this one begins.
    let before: [SegmentFolder.File]
    let folders: Folders

    struct Heard: Sendable {
        let segment: Catalogue.SegmentFile
        let features: Catalogue.StoredFeatures

        var frames: Range<Int> { segment.tags.firstFrame..<segment.tags.firstFrame + segment.frames }
    }

    func heard() throws(SegmentFlaw) -> Heard {
        let reader = try SegmentReader(path: path(file), name: file.name)
        let info = reader.streamInfo
        let start = reader.frames.lowerBound
        var listener: FeatureExtractor
        do throws(FeaturesError) {
            let format = try SampleFormat(info.format)
            let lead = lead(format.grid.lead(before: start), info.format)
            listener = try FeatureExtractor(
                format: format, from: start - lead.count / format.channels, segmentStart: start)
            listener.push(lead.span)
        } catch {
            throw .foreign("\(error)")
        }
        try reader.decode(for: &listener) { listener, block in listener.push(block) }
        let (firstTick, features) = listener.finish()
        let bytes = features.encoded(framesPerSecond: info.format.framesPerSecond, firstTick: firstTick)
        return Heard(
            segment: segment(reader),
            features: Catalogue.StoredFeatures(
                version: Features.codingVersion, ticks: firstTick..<firstTick + features.count, bytes: bytes))
    }

    private func segment(_ reader: borrowing SegmentReader) -> Catalogue.SegmentFile {
        var tags = reader.tags
        tags.gaps = Self.credible(tags.gaps, in: 0..<reader.streamInfo.frames)
        return Catalogue.SegmentFile(
            path: file.path, bytes: reader.bytes, frames: reader.streamInfo.frames,
            format: reader.streamInfo.format, tags: tags)
    }

    /// In order, none over another, all within the segment.
    private static func credible(_ gaps: [Gap], in frames: Range<Int>) -> [Gap] {
        var credible: [Gap] = []
        for gap in gaps.sorted(by: { $0.start < $1.start }) {
            let rest = (credible.last?.end ?? 0)..<frames.upperBound
            if !rest.isEmpty, let part = gap.clipped(to: rest) { credible.append(part) }
        }
        return credible
    }

    /// The samples of these frames, which lie just before the segment; none where nobody has them.
    private func lead(_ frames: Range<Int>, _ format: PCMFormat) -> [Int32] {
        guard !frames.isEmpty else { return [] }
        for file in before {
            guard let reader = try? SegmentReader(path: path(file), name: file.name),
                reader.frames.upperBound == frames.upperBound, reader.streamInfo.format == format,
                let tail = reader.tail(frames: min(frames.count, reader.frames.count))
            else { continue }
            return tail
        }
        return []
    }

    private func path(_ file: SegmentFolder.File) -> String { folders.segments + "/" + file.path }
}

extension SampleFormat {
    fileprivate init(_ format: PCMFormat) throws(FeaturesError) {
        try self.init(
            framesPerSecond: format.framesPerSecond, channels: format.channels,
            bitsPerSample: format.bitsPerSample)
    }
}
