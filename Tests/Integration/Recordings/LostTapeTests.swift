import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// What was asked for by hand is made of what the tape still has, wherever power cuts and wrong clocks left it.
@Suite struct `a take whose tape is not whole` {
    private static let start = evening + Int64(RecordedEvening.start * 1e6)
    private static let rate = PCMFormat.cheap.framesPerSecond

    /// When a frame is that so many seconds into a tape is, so long after the evening began.
    private func edge(_ tape: String, _ seconds: Int, after offset: Int = 0) -> Catalogue.Edge {
        Catalogue.Edge(
            microseconds: Self.start + Int64(offset + seconds) * 1_000_000,
            mark: .init(tape: tape, frame: seconds * Self.rate))
    }

    private func write(_ tape: String, seconds: Int, after offset: Double, in folder: JobsFolder) throws
        -> [Int32]
    {
        var playing = try Playing("lead=0,side=300,tracks=1,sides=1,seed=\(seconds)")
        let samples = playing.play(seconds: Double(seconds))
        let writer = TapeWriter(tape, in: folder.path, at: RecordedEvening.start + offset)
        try writer.append(samples)
        try writer.finish()
        return samples
    }

    private func made(_ folder: JobsFolder) async throws -> (sidecar: Sidecar, sound: Data, said: String) {
        let run = try await folder.run(["assemble"])
        #expect(run.status == 0, "\(run.errors)")
        let sidecar = try #require(try takes(folder).first, "\(run.errors)")
        let path = folder.folders.path(of: sidecar.name, .sound)
        return (sidecar, try await FLACTools.decode([path], in: try Scratch()), run.errors)
    }

    /// Without the sessions that are found there as well.
    private func takes(_ folder: JobsFolder) throws -> [Sidecar] {
        try RecordedEvening.sidecars(in: folder).filter { $0.kind == .take }
    }

    /// Millions of bytes that differ are not to be listed one by one.
    private func expectSame(_ sound: Data, _ samples: [Int32], _ place: SourceLocation = #_sourceLocation) {
        let isSame = sound == packed(samples)
        #expect(isSame, "\(sound.count) bytes, \(samples.count) samples", sourceLocation: place)
    }

    private func packed(_ samples: [Int32]) -> Data {
        var bytes = [UInt8](repeating: 0, count: samples.count * 2)
        PCM.pack(samples, frames: samples.count, format: .cheap, into: &bytes)
        return Data(bytes)
    }

    @Test func `begins on the next tape, when its own ended before it in a power cut`() async throws {
        let folder = try JobsFolder()
        _ = try write("aaaaaaaa", seconds: 20, after: 0, in: folder)
        let heard = try write("bbbbbbbb", seconds: 60, after: 30, in: folder)
        #expect(try await folder.run(["segment"]).status == 0)
        _ = try folder.catalogue().add(
            take: "00c0ffee", .take, title: "Live", from: edge("aaaaaaaa", 22),
            to: edge("bbbbbbbb", 60, after: 30), atMicroseconds: 1)
        let (sidecar, sound, said) = try await made(folder)
        #expect(sidecar.title == "Live" && sidecar.pieces.map(\.tape) == ["bbbbbbbb"])
        expectSame(sound, heard)
        #expect(said.contains("shorter than asked") && said.contains("it begins at 2026-10-12 20:00:30"))
    }

    @Test func `ends on the tape before, when nothing is left of the one where it ends`() async throws {
        let folder = try JobsFolder()
        let heard = try write("aaaaaaaa", seconds: 20, after: 0, in: folder)
        _ = try write("bbbbbbbb", seconds: 30, after: 20, in: folder)
        let lost = StoredSegment.finished(in: folder.path).first {
            $0.tags.tape == "bbbbbbbb" && $0.tags.firstFrame == 0
        }
        unlink(try #require(lost).path)
        #expect(try await folder.run(["segment"]).status == 0)
        _ = try folder.catalogue().add(
            take: "00c0ffee", .take, title: nil, from: edge("aaaaaaaa", 5),
            to: edge("bbbbbbbb", 3, after: 20),
            atMicroseconds: 1)
        let (_, sound, said) = try await made(folder)
        expectSame(sound, Array(heard[(5 * Self.rate)...]))
        #expect(said.contains("it ends at 2026-10-12 20:00:20"), "\(said)")
    }

    /// It began before the network said what time it is, beside a tape of the day before.
    @Test func `is as long as it was asked to be, by whichever clock`() async throws {
        let folder = try JobsFolder()
        let relay = try Lock(path: folder.folders.relayLock)
        _ = try write("aaaaaaaa", seconds: 20, after: -86_400, in: folder)
        #expect(try await folder.run(["segment"]).status == 0)
        let mark = Catalogue.Chapter.Mark(tape: "bbbbbbbb", frame: 5 * Self.rate)
        _ = try folder.catalogue().add(
            take: "00c0ffee", .take, title: nil, from: .init(microseconds: 1_005_000_000, mark: mark),
            to: nil,
            mostSeconds: 30, atMicroseconds: 1_005_000_000)
        let writer = TapeWriter("bbbbbbbb", in: folder.path) { seconds in
            let start = seconds < 15 ? 1_000_000_000 : Self.start
            return (start + Int64(seconds * 1e6), seconds >= 15)
        }
        var playing = try Playing("lead=0,side=300,tracks=1,sides=1,seed=1")
        let samples = playing.play(seconds: 60)
        for seconds in [0, 10, 30, 60] {
            try writer.append(Array(samples[writer.frames..<seconds * Self.rate]))
            #expect(try await folder.run(["segment"]).status == 0)
            #expect(try await folder.run(["assemble"]).status == 0)
            let count = try takes(folder).count
            #expect(count == (seconds == 60 ? 1 : 0), "\(count) after \(seconds) s")
        }
        let sidecar = try #require(try takes(folder).first)
        #expect(sidecar.startMicroseconds == Self.start + 5_000_000)
        let path = folder.folders.path(of: sidecar.name, .sound)
        let sound = try await FLACTools.decode([path], in: try Scratch())
        expectSame(sound, Array(samples[(5 * Self.rate)..<(35 * Self.rate)]))
        _ = relay
    }
}
