import Archive
import Platform

/// Makes finished segments of those that a dead relay left behind, in place.
struct Salvage {
    private let call: Call
    private let disk = Disk.system

    private(set) var salvaged: [SegmentFolder.File] = []
    private(set) var flaws: [(path: String, flaw: SegmentFlaw)] = []
    /// What is still being written, or may be.
    private(set) var left: [SegmentName] = []

    /// What a relay that runs may still be at.
    private enum Living {
        case tapes(Set<String>)
        case unknown
    }

    init(_ call: Call) { self.call = call }

    mutating func run(_ folder: SegmentFolder) throws(JobError) {
        var locked: Set<String> = []
        var free: [SegmentFolder.File] = []
        for file in folder.unfinished + folder.begun {
            guard isLocked(file) else {
                free.append(file)
                continue
            }
            locked.insert(file.name.tape)
            left.append(file.name)
        }
        guard !free.isEmpty else { return }
        // Asked after the files were seen: one of them that is not of this tape will never be again.
        let living = living(besides: locked)
        for file in free {
            try call.stop.check()
            if isAlive(file, living) { left.append(file.name) } else { take(file) }
        }
    }

    /// Those that would be salvaged now.
    static func count(_ call: Call, _ folder: SegmentFolder) -> Int {
        let salvage = Salvage(call)
        let free = folder.unfinished.filter { !salvage.isLocked($0) }
        guard !free.isEmpty else { return 0 }
        let locked = Set(folder.unfinished.filter(salvage.isLocked).map(\.name.tape))
        let living = salvage.living(besides: locked)
        return free.count { !salvage.isAlive($0, living) }
    }

    private func isLocked(_ file: SegmentFolder.File) -> Bool {
        do throws(SystemError) {
            disk.close(try disk.openLocked(path(file)))
            return false
        } catch {
            return error.isLocked
        }
    }

    private func living(besides locked: Set<String>) -> Living {
        switch RelayState(call) {
        case .stopped: return .tapes(locked)
        case .answering(_, let status):
            return .tapes(locked.union([status["tape"]?["id"]?.asText].compactMap { $0 }))
        // It holds a segment of its tape, or its disk has failed and nobody knows which tape that is.
        case .silent: return locked.isEmpty ? .unknown : .tapes(locked)
        }
    }

    private func isAlive(_ file: SegmentFolder.File, _ living: Living) -> Bool {
        guard case .tapes(let tapes) = living else { return true }
        return tapes.contains(file.name.tape)
    }

    private func path(_ file: SegmentFolder.File) -> String { call.folders.segments + "/" + file.path }
}

extension Salvage {
    private mutating func take(_ file: SegmentFolder.File) {
        do throws(SystemError) {
            let open = try disk.openLocked(path(file))
            defer { disk.close(open) }
            // Somebody may have finished it just before it was locked.
            guard Files.isAt(path(file), open) else { return left.append(file.name) }
            try finish(file, open)
        } catch {
            guard !error.isMissing && !error.isLocked else { return left.append(file.name) }
            flaws.append((file.path, .unreadable("\(error)")))
        }
    }

    private mutating func finish(_ file: SegmentFolder.File, _ open: Int32) throws(SystemError) {
        let isBegun = !file.path.hasSuffix(SegmentName.unfinishedSuffix)
        if isBegun || Files.facts(path(file)).map({ $0.bytes <= SegmentTags.headerBytes }) == true {
            return try disk.remove(path(file))
        }
        let target = String(file.path.dropLast(".part".utf8.count))
        guard !Files.exists(call.folders.segments + "/" + target) else {
            return flaws.append((file.path, .foreign("the segment has been finished already")))
        }
        do throws(SegmentError) {
            let frames = try SegmentRepair(disk: disk).finish(file: open, path: path(file))
            call.log.notice("segment salvaged", ["segment": target, "frames": frames])
            if frames > 0 { salvaged.append(SegmentFolder.File(path: target, name: file.name)) }
        } catch {
            switch error {
            case .disk(let reason): throw reason
            case .sound(let reason): flaws.append((file.path, .torn("\(reason)")))
            case .notASegment: flaws.append((file.path, .torn("its header cannot be read")))
            }
        }
    }
}
