import Foundation
import Testing

/// What the relay needs to be there before it can start.
@Suite struct `the relay's libraries` {
    private static let ours = ["libasound", "libFLAC", "libmp3lame", "libshout", "libmicrohttpd"]
    private static let system = ["libc", "libm", "libgcc_s", "libstdc++", "ld-linux"]
    /// Sanitizers bring these, all of them part of the C library.
    private static let partsOfC = ["libdl", "libpthread", "librt", "libresolv"]
    /// Linked in when we ship, but not while we work.
    private static let runtime = ["libswift", "lib_", "libdispatch", "libBlocksRuntime"]

    /// The one that was built together with these tests.
    private static let built = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "vinyl-relay").path
    private static let shipped = SourceText.root.appending(path: ".build/release/vinyl-relay").path

    @Test(.enabled(if: FileManager.default.fileExists(atPath: built)))
    func `are few`() throws {
        let needed = try neededLibraries(of: Self.built)
        #expect(
            needed.contains { $0.hasPrefix("libasound.so") } && needed.contains { $0.hasPrefix("libFLAC.so") }
        )
        for library in needed where !isAmong(Self.ours + Self.system + Self.partsOfC, library) {
            #expect(Self.runtime.contains(where: library.hasPrefix), "\(library)")
            #expect(!library.contains("Foundation"), "\(library)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: shipped)))
    func `hold nothing of Swift when it is shipped`() throws {
        for library in try neededLibraries(of: Self.shipped) {
            #expect(isAmong(Self.ours + Self.system, library), "\(library)")
        }
    }

    /// `libc` is `libc.so.6`, but not `libcurl.so.4`.
    private func isAmong(_ names: [String], _ library: String) -> Bool {
        names.contains { library == $0 || library.hasPrefix($0 + ".so") || library.hasPrefix($0 + "-") }
    }

    private func neededLibraries(of program: String) throws -> [String] {
        let readelf = Process()
        let output = Pipe()
        readelf.executableURL = URL(filePath: "/usr/bin/env")
        readelf.arguments = ["readelf", "--wide", "--dynamic", program]
        readelf.standardOutput = output
        try readelf.run()
        let text = try String(decoding: output.fileHandleForReading.readToEnd() ?? .init(), as: UTF8.self)
        readelf.waitUntilExit()
        return text.matches(of: /NEEDED.*\[(.+)\]/).map { String($0.1) }
    }
}
