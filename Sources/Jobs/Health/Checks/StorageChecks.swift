import Platform

/// What lies on disk: that sound is written, that there is room, that what was written is good.
struct StorageChecks {
    let look: Look

    private static let mostSecondsUnwritten = 20.0
    private static let leastFilesShare = 0.02

    var all: [Check] {
        [written, newest, decodes, parts, room, forecast, files, writable, catalogue].compactMap { $0 }
    }

    private func seconds(since moment: Int64) -> Double { Double(look.now - moment) / 1e6 }

    private var written: Check? {
        guard let status = look.relay.status else { return nil }
        let limit = "every few seconds"
        if let trouble = status.trouble {
            let isRoom = trouble == "room"
            return Check(
                "segments", "not written: \(trouble)", limit: limit, .critical,
                advice: isRoom
                    ? "the disk is full; streams go on, but nothing is kept: make room"
                    : "streams go on, but nothing is kept: look after the disk and its folder")
        }
        let uptime = look.relay.uptime(at: look.seconds) ?? 0
        let age = look.tape.writtenAt.map { max(0, seconds(since: $0)) }
        let isLate = status.hasClock && (age ?? uptime) > Self.mostSecondsUnwritten
        return Check(
            "segments", age.map { "written \(Human.duration(seconds: $0)) ago" } ?? "none yet", limit: limit,
            isLate ? .critical : .ok,
            advice: "nothing is kept: look after the disk and the log of vinyl-relay",
            measure: age.map { .init(value: $0.rounded(), unit: "s", most: Self.mostSecondsUnwritten) })
    }

    private var newest: Check? {
        guard let status = look.relay.status, status.trouble == nil, status.hasClock else { return nil }
        let most = 2 * look.limits.segmentSeconds + 30
        let uptime = look.relay.uptime(at: look.seconds) ?? 0
        guard let at = look.tape.newestFinishedAt else {
            return Check(
                "newest", "none finished yet", limit: Human.duration(seconds: most),
                uptime > most ? .critical : .ok,
                advice: "no segment is ever finished: see the log of vinyl-relay")
        }
        let age = min(seconds(since: at), uptime)
        return Check(
            "newest", "finished \(Human.duration(seconds: seconds(since: at))) ago",
            limit: Human.duration(seconds: most), age > most ? .critical : .ok,
            advice: "segments are begun, but not finished: see the log of vinyl-relay",
            measure: .init(value: age.rounded(), unit: "s", most: most))
    }

    private var decodes: Check? {
        look.memory.decoded.map { finding in
            Check(
                "decoding", finding.flaw ?? "\(finding.about) is sound", limit: "the newest segment decodes",
                finding.flaw == nil ? .ok : .critical,
                advice:
                    "\(finding.about) is damaged: check the disk; vinyl-jobs verify --all looks at everything"
            )
        }
    }

    private var parts: Check {
        let count = look.tape.orphans
        return Check(
            "leftovers", count == 0 ? "none" : Human.count(count, "unfinished segment"),
            limit: "none for longer than ten minutes", count == 0 ? .ok : .warning,
            advice: "vinyl-jobs segment saves what is in them; does its timer run?")
    }

    private var room: Check {
        guard let free = look.disk.freeBytes else {
            return Check(
                "disk", "not known", limit: "", .unknown,
                advice: "the folder is not there, or not for us to see")
        }
        let floor = look.limits.floorBytes
        let verdict: Verdict = free < floor ? .critical : free < 2 * floor ? .warning : .ok
        return Check(
            "disk", "\(Human.size(free)) free", limit: Human.size(floor), verdict,
            advice:
                "make room: below SEGMENT_FLOOR_MB nothing is kept any more; vinyl-jobs recordings list shows"
                + " what is large",
            measure: .init(value: Double(free), unit: "B", most: nil))
    }

    /// Until the tape is as long as it shall be. Where it is too late for that, it has been told above.
    private var forecast: Check? {
        guard let free = look.disk.freeBytes, look.disk.segmentHours >= 1,
            free >= 2 * look.limits.floorBytes
        else { return nil }
        let rate = Double(look.disk.segmentBytes) / look.disk.segmentHours
        guard rate > 0 else { return nil }
        let hours = Double(max(0, free - look.limits.floorBytes)) / rate
        let missing = look.limits.keepHours - look.disk.segmentHours
        let isShort = hours < missing
        return Check(
            "forecast", "room for \(Human.duration(seconds: min(hours, 100_000) * 3_600)) of tape",
            limit: missing > 0 ? Human.duration(seconds: missing * 3_600) : "none needed",
            isShort ? .warning : .ok,
            advice: "the tape will not reach SEGMENT_KEEP_HOURS: make room, or keep less",
            measure: .init(value: hours.rounded()))
    }

    private var files: Check? {
        guard let free = look.disk.freeFiles, look.disk.allFiles > 0 else { return nil }
        let isFew = Double(free) < Double(look.disk.allFiles) * Self.leastFilesShare
        return Check(
            "inodes", "\(free) free", limit: "2 % of \(look.disk.allFiles)", isFew ? .warning : .ok,
            advice: "the disk can hold few more files, whatever room it has: remove many small ones")
    }

    private var writable: Check {
        let value = look.disk.isReadOnly ? "read-only" : look.disk.obstacle ?? "yes"
        let isBad = look.disk.isReadOnly || look.disk.obstacle != nil
        return Check(
            "writable", value, limit: "yes", isBad ? .critical : .ok,
            advice: look.disk.isReadOnly
                ? "a disk that became read-only is often a dying one: see dmesg, then mount it anew"
                : "the folder must belong to the user that runs vinyl-relay")
    }

    private var catalogue: Check? {
        if let trouble = look.catalogue.trouble {
            return Check(
                "catalogue", trouble, limit: "sound", .warning, advice: "vinyl-jobs status says more")
        }
        return look.memory.integrity.map { finding in
            Check(
                "catalogue", finding.flaw ?? "sound, looked at \(Human.time(finding.atMicroseconds))",
                limit: "sound", finding.flaw == nil ? .ok : .critical,
                advice: "make it anew from the files: vinyl-jobs rebuild")
        }
    }
}
