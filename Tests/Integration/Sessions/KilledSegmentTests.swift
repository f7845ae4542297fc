import Archive
import Audio
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// A tape in many small segments, one of them left unfinished by a relay that died, one of them torn.
private func battlefield() throws -> JobsFolder {
    let folder = try JobsFolder()
    var playing = try Playing("lead=8,side=30,tracks=1,sides=1,rest=200,seed=5")
    let writer = TapeWriter("aaaaaaaa", in: folder.path, segmentSeconds: 2)
    try writer.append(playing.play(seconds: 100))
    try writer.finish()
    let paths = StoredSegment.paths(in: folder.path, ending: ".flac")
    let torn = try Data(contentsOf: URL(filePath: paths[20]))
    try torn.prefix(torn.count / 2).write(to: URL(filePath: paths[20]))
    let last = try Data(contentsOf: URL(filePath: paths[49]))
    try last.prefix(last.count * 2 / 3).write(to: URL(filePath: paths[49] + ".part"))
    unlink(paths[49])
    return folder
}

@Suite struct `vinyl-jobs segment is killed` {
    private let settings = ["SESSION_GAP_SECONDS": "40", "TRACK_MINIMUM_SECONDS": "10"]

    @Test func `at thirty moments, and the next run ends where an undisturbed one does`() async throws {
        let field = try battlefield()
        let whole = try JobsFolder(copying: field)
        let undisturbed = try await whole.run(["segment"], settings)
        #expect(undisturbed.status == 0, "\(undisturbed.errors)")
        let expected = try await whole.dump(Dump.everything)
        #expect(expected.contains("session|1|aaaaaaaa") && expected.contains("aside|"))
        var luck = Luck(seed: 7)
        var struck = 0
        var attempts = 0
        while struck < 30 && attempts < 60 {
            attempts += 1
            let folder = try JobsFolder(copying: field)
            let child = try folder.start(["segment"], settings)
            let moment = Double.random(in: 0...0.9 * undisturbed.seconds, using: &luck)
            child.wait(untilSpending: moment)
            if child.end()?.how == .killed(SIGKILL) { struck += 1 }
            try await folder.segment(settings)
            #expect(try await folder.dump(Dump.everything) == expected)
        }
        #expect(struck == 30, "it was over too soon, \(attempts - struck) times")
    }

    @Test func `is asked to stop, says so, and goes on the next time`() async throws {
        let field = try battlefield()
        let whole = try JobsFolder(copying: field)
        try await whole.segment(settings)
        let expected = try await whole.dump(Dump.everything)
        var isStopped = false
        // It may come to its end first, or be asked before it listens.
        for moment in stride(from: 0.03, to: 0.3, by: 0.02) where !isStopped {
            let folder = try JobsFolder(copying: field)
            let errors = folder.place + "/errors"
            let child = try folder.start(["segment"], settings, errors: errors)
            child.wait(untilSpending: moment)
            child.signal(SIGTERM)
            isStopped = try await child.waitUntilEnded().how == .exited(75)
            if isStopped { #expect(text(of: errors).contains("stopped")) }
            try await folder.segment(settings)
            #expect(try await folder.dump(Dump.everything) == expected)
        }
        #expect(isStopped)
    }
}
