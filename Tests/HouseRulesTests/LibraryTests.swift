import Foundation
import Testing

/// What `Package.swift` builds upon is installed by whoever builds.
@Suite struct `libraries that are built upon` {
    private func text(_ path: String) throws -> String {
        try String(contentsOf: SourceText.root.appending(path: path), encoding: .utf8)
    }

    @Test func `are those that a package is built with, and that are set up`() throws {
        let libraries = Set(try text("Package.swift").matches(of: /apt: "([^"]+)"\)/).map { String($0.1) })
        #expect(libraries.count >= 12)
        let control = try #require(try text("debian/control").firstMatch(of: /Build-Depends:((?: .*\n)+)/)).1
        let needed = control.matches(of: /[a-z0-9.+-]+-dev\b/).map { String($0.0) }
        #expect(Set(needed) == libraries)
        let setUp = try #require(try text("Tools/set-up").firstMatch(of: /\nbuild='([^']*)'/)).1
        #expect(
            Set(setUp.split(whereSeparator: \.isWhitespace).map(String.init))
                == libraries.union(["pkg-config"]))
    }
}
