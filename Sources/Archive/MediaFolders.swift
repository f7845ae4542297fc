/// Where a Lomuz player keeps its media, on one file system.
extension Folders {
    /// What the player knows; nothing can make it anew from files.
    package var lomuz: String { root + "/lomuz.db" }
    package var media: String { root + "/media" }
    /// Files that are not whole yet, named by what they shall be.
    package var mediaParts: String { media + "/parts" }
    /// Whole and verified files, named by their SHA-256.
    package var mediaBlobs: String { media + "/blobs" }
    /// The same under names with an extension, for players that go by it.
    package var mediaNamed: String { media + "/named" }

    package func part(_ digits: String) -> String { mediaParts + "/" + digits }
    package func blobFolder(_ digits: String) -> String { mediaBlobs + "/" + digits.prefix(2) }
    package func blob(_ digits: String) -> String { blobFolder(digits) + "/" + digits }
}
