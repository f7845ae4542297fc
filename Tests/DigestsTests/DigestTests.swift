import Platform
import TestSupport
import Testing

@testable import Digests

@Suite struct `digests` {
    /// As the standards give them.
    @Test(arguments: [
        (
            "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "d41d8cd98f00b204e9800998ecf8427e"
        ),
        (
            "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "900150983cd24fb0d6963f7d28e17f72"
        ),
    ])
    func `of known words`(word: String, sha256: String, md5: String) throws {
        #expect(Digest.of(Array(word.utf8), .sha256)?.hexadecimal == sha256)
        #expect(Digest.of(Array(word.utf8), .md5)?.hexadecimal == md5)
    }

    @Test func `of a file are those of sha256sum, however large it is`() throws {
        try withTemporaryFolder { folder throws in
            for count in [0, 1, 1 << 18, 1 << 18 + 1, 700_000] {
                var generator = SeededGenerator(seed: UInt64(count))
                let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                try Files.replace(folder + "/a", with: bytes)
                let told = shell("sha256sum < \(folder)/a").output.prefix { $0 != " " }
                #expect(try FileDigest.sha256(folder + "/a") == String(told))
            }
            #expect(try FileDigest.sha256(folder + "/a", { _ in false }) == nil)
            #expect(!Files.exists(folder + "/a.part"))
        }
    }
}
