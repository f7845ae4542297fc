import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `an inbox` {
    /// One that cannot be read, whoever reads.
    @Test func `with one object that fails gives all others`() async throws {
        let house = try await OriginHouse()
        var devices = TellingDevices(seed: 11, inbox: house.target + "/inbox")
        try devices.tell(devices: 10)
        let broken = house.target + "/inbox/house/shop-0/broken-1-1.gz"
        #expect(shell("ln -s /proc/self/mem '\(broken)'").isContent)
        let run = try await house.run(["collect"])
        #expect(run.status == 1 && run.errors.contains("failed=1"), "\(run.errors)")
        #expect(run.errors.contains("broken-1-1.gz"), "\(run.errors)")
        #expect(shell("find '\(house.target)/inbox' -type f -o -type l").output == broken + "\n")
        let plays = try await house.run(["plays", "--csv", "--since", "2026-11-01", "--until", "2027-01-01"])
        #expect(plays.output.split(separator: "\n").count == devices.arrived.count + 1)
    }

    /// A few bytes that become very many lines.
    @Test(.enabled(if: Installed.has("python3"), "python3 is not installed"))
    func `with objects that swell takes little memory`() async throws {
        let house = try await OriginHouse()
        let folder = house.target + "/inbox/house/shop-1"
        let made = shell(
            "mkdir -p '\(folder)' && yes a | head -c 67000000 | gzip > '\(folder)/i1-1-2000.gz'"
                + " && yes a | head -c 8000000 | gzip > '\(folder)/i2-1-2000.gz'"
                + " && yes '' | head -c 80000 | gzip > '\(folder)/i3-1-2000.gz'")
        #expect(made.isContent, "\(made.output)")
        let script = """
            import resource, subprocess, sys
            status = subprocess.run(sys.argv[1:]).returncode
            print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            """
        let run = try await house.publisher.shell("python3 -c '\(script)' \"$1\" collect", house.settings)
        let numbers = run.output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(numbers.count == 2, "\(run.output)\(run.errors)")
        #expect(numbers[0] == 0, "\(run.errors)")
        #expect(numbers[1] < 160_000, "\(numbers[1]) kB")
        #expect(shell("find '\(folder)' -type f").output.isEmpty)
        let rows = shell(
            "sqlite3 '\(house.publisher.path)/origin.db' 'SELECT path, max(line), min(line), count(*) FROM quarantine GROUP BY 1 ORDER BY 1'"
        )
        #expect(
            rows.output == """
                inbox/house/shop-1/i1-1-2000.gz|0|0|1
                inbox/house/shop-1/i2-1-2000.gz|4000|0|4001

                """,
            "\(rows.output)")
    }
}

@Suite(.enabled(if: MusicBucket.python != nil, MusicBucket.absence)) struct `an inbox in a bucket` {
    private static let put =
        "curl -sS -f --path-as-is -X PUT --data-binary x -H 'Content-Type: application/gzip' "

    @Test func `is emptied of what players tell, whatever else lies there`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        try house.add("Song.mp3")
        #expect(try await house.publish(with: bucket.settings).status == 0)
        let strange = [
            "inbox/house/a%20shop/i1-1-2.gz", "inbox/house/shop-1/a%3Fb.gz", "inbox/house/shop-1/a%23b.gz",
            "inbox/x/d/../../../s/house/head.json", "inbox/x/../i1-1-1.gz", "inbox/stray",
        ]
        for path in strange {
            let put = shell(Self.put + "'\(bucket.address)/\(path)'")
            #expect(put.isContent, "\(path): \(put.output)")
        }
        let sync = try await JobsFolder().run(["sync"], house.player("shop-1", from: bucket.address))
        #expect(sync.status == 0, "\(sync.errors)")
        let collect = try await house.run(["collect"], bucket.settings)
        #expect(collect.status == 0 && collect.errors.contains("objects=1"), "\(collect.errors)")
        #expect(collect.errors.contains("left alone"), "\(collect.errors)")
        #expect(bucket.requests.filter { $0.hasPrefix("DELETE") }.count == 1)
        #expect(try await house.publish("check", with: bucket.settings).status == 0)
    }

    /// What nobody needs goes by its own name, however strange that is, and nothing else does.
    @Test func `and all around it is addressed by exactly its name`() async throws {
        let bucket = try await MusicBucket()
        let house = try await OriginHouse()
        try house.add("Song.mp3")
        #expect(try await house.publish(with: bucket.settings).status == 0)
        for path in ["m/inbox/a%20b%25c.gz", "m/inbox/../../../s/house/head.json"] {
            let put = shell(Self.put + "'\(bucket.address)/\(path)'")
            #expect(put.isContent, "\(path): \(put.output)")
        }
        #expect(try await house.publish("sweep", with: bucket.settings).status == 0)
        let aged = shell("sqlite3 '\(house.publisher.path)/origin.db' 'UPDATE garbage SET since_s = 1000'")
        #expect(aged.isContent, "\(aged.output)")
        let sweep = try await house.publish("sweep", with: bucket.settings)
        #expect(sweep.status == 0 && sweep.errors.contains("removed=1"), "\(sweep.errors)")
        let gone = bucket.requests.filter { $0.hasPrefix("DELETE") }
        #expect(gone.count == 1 && gone[0].contains("/m/inbox/a%20b%25c.gz"), "\(gone)")
        #expect(try await house.publish("check", with: bucket.settings).status == 0)
    }
}
