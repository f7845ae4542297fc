import Archive
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs recordings export is killed` {
    @Test(arguments: ["flac", "mp3", "wav"])
    func `at ten moments, and tears nothing`(format: String) async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        let number = try #require(try evening.sidecars().first).number
        let target = evening.folder.place + "/exported"
        let words = [
            "recordings", "export", "\(number)", "--tracks", "--format", format, "--to", target, "--force",
        ]
        let undisturbed = try await evening.folder.run(words)
        #expect(undisturbed.status == 0, "\(undisturbed.errors)")
        let expected = try contents(of: target)
        #expect(expected.count >= 3 && expected.keys.allSatisfy { $0.hasSuffix(format) }, "\(expected.keys)")
        var luck = Luck(seed: 23)
        var struck = 0
        for round in 0..<10 {
            if round % 3 == 0 { try clear(target) }
            let child = try evening.folder.start(words)
            child.wait(untilSpending: undisturbed.seconds * Double.random(in: 0...1.05, using: &luck))
            if child.end()?.how == .killed(SIGKILL) { struck += 1 }
            for (name, bytes) in try contents(of: target) where !name.hasSuffix(Files.asideSuffix) {
                #expect(bytes == expected[name], "\(name) is torn")
            }
        }
        #expect(struck >= 4, "it was over too soon, \(10 - struck) times")
        let completed = try await evening.folder.run(words)
        #expect(completed.status == 0, "\(completed.errors)")
        #expect(try contents(of: target) == expected)
    }

    /// By their paths.
    private func contents(of folder: String) throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for path in files(in: folder) { contents[path] = try Files.read(path) }
        return contents
    }

    private func clear(_ folder: String) throws {
        for path in files(in: folder) { try Disk.system.remove(path) }
    }

    private func files(in folder: String) -> [String] {
        let places = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        var isFolder = ObjCBool(false)
        return places.map { folder + "/" + $0 }.filter {
            FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }
}
