import Platform

/// Small files beside the stamps: what may be lost with the power.
extension Stamps {
    /// Whole at every moment, but not made to last.
    private static let disk: Disk = {
        var disk = Disk.system
        disk.sync = { _ in }
        disk.syncFolder = { _ in }
        return disk
    }()

    /// In the first place that lets us.
    func keep(_ bytes: [UInt8], as name: String) throws(JobError) {
        var failure: SystemError?
        for place in places {
            do throws(SystemError) {
                if !Files.exists(place) { try make(place) }
                return try Files.replace(place + "/" + name, with: bytes, disk: Self.disk)
            } catch {
                failure = error
            }
        }
        if let failure { throw .disk(failure) }
    }

    /// The newest there is; nil where there is none.
    func kept(_ name: String) -> [UInt8]? {
        let paths = places.map { $0 + "/" + name }
        let newest = paths.max {
            Files.facts($0)?.modifiedMicroseconds ?? .min < Files.facts($1)?.modifiedMicroseconds ?? .min
        }
        return newest.flatMap { try? Files.read($0) }
    }
}
