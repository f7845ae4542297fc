import Archive
import Platform
import Testing

@testable import Catalogue

@Suite struct `sessions` {
    private func finding(
        _ range: Range<Int>, isFinal: Bool = false, sides: [Range<Int>]? = nil, chapter: Int? = nil
    ) -> Catalogue.Finding {
        Catalogue.Finding(
            extent: .seconds(range), sides: (sides ?? [range]).map(Catalogue.Side.seconds), isFinal: isFinal,
            chapter: chapter)
    }

    @Test func `are kept with sides, tracks and gaps`() throws {
        try withCatalogue { catalogue throws in
            let found = finding(100..<2_000, sides: [100..<1_000, 1_100..<2_000])
            let id = try catalogue.store(found, atMicroseconds: 1)
            let session = try #require(try catalogue.session(id))
            #expect(session.extent == found.extent && !session.isFinal && session.name == nil)
            #expect(session.assembledMicroseconds == nil && session.extent.seconds == 1_900)
            #expect(try catalogue.sides(ofSession: id) == found.sides)
            #expect(try catalogue.openSession()?.id == id)
            #expect(abs(found.sides[0].grooveFloor.decibels + 60.25) < 0.001)
        }
    }

    @Test func `keep their id and name while they are provisional`() throws {
        try withCatalogue { catalogue throws in
            let id = try catalogue.store(finding(100..<500), atMicroseconds: 1)
            #expect(try catalogue.name(session: id, "Bill Evans - Waltz for Debby"))
            let longer = finding(100..<1_500, isFinal: true, sides: [100..<500, 600..<1_500])
            #expect(try catalogue.store(longer, as: id, atMicroseconds: 2) == id)
            #expect(try catalogue.session(id)?.name == "Bill Evans - Waltz for Debby")
            #expect(try catalogue.sides(ofSession: id) == longer.sides)
            #expect(try catalogue.openSession() == nil)
        }
    }

    @Test func `do not change once they are final`() throws {
        try withCatalogue { catalogue throws in
            let final = finding(100..<500, isFinal: true)
            let id = try catalogue.store(final, atMicroseconds: 1)
            try catalogue.store(finding(0..<9_000), as: id, atMicroseconds: 2)
            #expect(try catalogue.session(id)?.extent == final.extent)
            #expect(try catalogue.sides(ofSession: id) == final.sides)
            try catalogue.removeProvisionalSessions(except: [])
            #expect(try catalogue.sessions().count == 1)
        }
    }

    @Test func `that turned out to be none are gone, with all that was in them`() throws {
        try withCatalogue { catalogue throws in
            let ids = try [0..<50, 100..<150, 200..<250].map {
                try catalogue.store(finding($0), atMicroseconds: 1)
            }
            try catalogue.removeProvisionalSessions(except: [ids[1]])
            #expect(try catalogue.provisionalSessions().map(\.id) == [ids[1]])
            let left: Int? = try catalogue.connection.first("SELECT count(*) FROM tracks") { $0[0] }
            #expect(left == 2)
            // The number of one that is gone is not given to another.
            #expect(try catalogue.store(finding(300..<350), atMicroseconds: 2) > ids[2])
        }
    }

    @Test func `are found by time`() throws {
        try withCatalogue { catalogue throws in
            for start in [0, 1_000, 2_000] {
                try catalogue.store(finding(start..<start + 500), atMicroseconds: 1)
            }
            func starts(_ from: Int64, _ to: Int64) throws -> [Int] {
                try catalogue.sessions(fromMicroseconds: from * 1_000_000, toMicroseconds: to * 1_000_000)
                    .map { $0.extent.start.frame / 48_000 }
            }
            #expect(try starts(0, 10_000) == [0, 1_000, 2_000])
            #expect(try starts(400, 1_000) == [0])
            #expect(try starts(1_400, 2_100) == [1_000, 2_000])
            #expect(try starts(600, 900) == [])
        }
    }

    @Test func `are assembled once`() throws {
        try withCatalogue { catalogue throws in
            let ids = try [0..<50, 100..<150].map {
                try catalogue.store(finding($0, isFinal: true), atMicroseconds: 1)
            }
            try catalogue.store(finding(200..<250), atMicroseconds: 1)
            #expect(try catalogue.sessionsToAssemble().map(\.id) == ids)
            try catalogue.markAssembled(session: ids[0], atMicroseconds: 5)
            #expect(try catalogue.sessionsToAssemble().map(\.id) == [ids[1]])
            #expect(try catalogue.session(ids[0])?.assembledMicroseconds == 5)
        }
    }

    @Test func `have the tracks that a person wants`() throws {
        try withCatalogue { catalogue throws in
            let id = try catalogue.store(finding(0..<1_000), atMicroseconds: 1)
            let one = [Catalogue.Track(extent: .seconds(5..<995), title: "Echoes")]
            try catalogue.set(tracks: one, ofSession: id, side: 0, wanted: 1)
            try catalogue.set(tracks: [], ofSession: id, side: 4, wanted: 0)
            let side = try #require(try catalogue.sides(ofSession: id).first)
            #expect(side.tracks == one && side.wantedTracks == 1 && side.gaps.count == 1)
        }
    }

    @Test func `name of one that is not there`() throws {
        try withCatalogue { catalogue throws in
            #expect(try !catalogue.name(session: 7, "x"))
            #expect(try catalogue.session(7) == nil)
            #expect(try catalogue.sides(ofSession: 7).isEmpty)
        }
    }
}

@Suite struct `chapters` {
    @Test func `one is open, and remembers how far it was heard`() throws {
        try withCatalogue { catalogue throws in
            #expect(try catalogue.openChapter() == nil)
            try catalogue.begin(.init(cause: "first"), atMicroseconds: 1)
            #expect(try catalogue.openChapter()?.beginning.start == nil)
            try catalogue.heard(upTo: .init(tape: "aaaaaaaa", frame: 9), nextJudgement: 600)
            #expect(try catalogue.openChapter()?.heardUpTo == .init(tape: "aaaaaaaa", frame: 9))
            #expect(try catalogue.openChapter()?.beginning.nextJudgement == 600)
            let second = Catalogue.ChapterBeginning(
                cause: "silence", start: .init(tape: "aaaaaaaa", frame: 480, microseconds: 7),
                idleFloor: .init(levels: [-1, 2, -3]),
                groove: .init(floor: .init(levels: [-4, 5, 6]), spread: 1.25),
                silentSince: .init(tape: "bbbbbbbb", frame: 4), isNeedleDown: true)
            let id = try catalogue.begin(second, atMicroseconds: 2)
            let open = try #require(try catalogue.openChapter())
            #expect(open.id == id && open.beginning == second && open.heardUpTo == nil)
        }
    }
}

@Suite struct `events` {
    private func event(_ identity: String, _ type: String, at time: Int64) -> Catalogue.Event {
        Catalogue.Event(
            identity: identity, type: type, microseconds: time, mark: .init(tape: "aaaaaaaa", frame: 7),
            details: .object([("seconds", .number(1.5)), ("cause", .text("a \"b\""))]))
    }

    @Test func `are told once`() throws {
        try withCatalogue { catalogue throws in
            #expect(try catalogue.add(event("a", "session.started", at: 5), atMicroseconds: 9))
            #expect(try !catalogue.add(event("a", "session.ended", at: 6), atMicroseconds: 9))
            let stored = try #require(try catalogue.events().first)
            #expect(stored.event.type == "session.started" && stored.event.microseconds == 5)
            #expect(stored.event.mark == .init(tape: "aaaaaaaa", frame: 7) && stored.event.session == nil)
            #expect(stored.event.details.description == #"{"seconds":1.5,"cause":"a \"b\""}"#)
        }
    }

    @Test func `are chosen by time, type, family and number`() throws {
        try withCatalogue { catalogue throws in
            let types = ["session.started", "side.started", "sessions.odd", "side.ended", "session.ended"]
            for (index, type) in types.enumerated() {
                try catalogue.add(event("\(index)", type, at: Int64(index)), atMicroseconds: 0)
            }
            func chosen(_ filter: Catalogue.EventFilter) throws -> [String] {
                try catalogue.events(filter).map(\.event.type)
            }
            #expect(try chosen(.init()) == types)
            #expect(try chosen(.init(sinceMicroseconds: 3)) == Array(types[3...]))
            #expect(try chosen(.init(types: ["session"])) == ["session.started", "session.ended"])
            #expect(try chosen(.init(types: ["side.ended", "session"])).count == 3)
            #expect(try chosen(.init(most: 2)) == Array(types[3...]))
            #expect(try chosen(.init(afterID: 4)) == ["session.ended"])
            #expect(try chosen(.init(types: ["' OR 1 --"])).isEmpty)
            #expect(try catalogue.newestEvent().id == 5)
        }
    }

    @Test func `outlive their session`() throws {
        try withCatalogue { catalogue throws in
            let finding = Catalogue.Finding(extent: .seconds(0..<9), sides: [], isFinal: false, chapter: nil)
            var event = event("x", "session.started", at: 1)
            event.session = try catalogue.store(finding, atMicroseconds: 1)
            try catalogue.add(event, atMicroseconds: 1)
            #expect(try catalogue.events().first?.event.session == event.session)
            try catalogue.removeProvisionalSessions(except: [])
            #expect(try catalogue.events().map(\.event.session) == [nil])
        }
    }
}

@Suite struct `job runs and facts` {
    @Test func `the last run of each job is known`() throws {
        try withCatalogue { catalogue throws in
            func run(_ job: String, _ status: Int) -> Catalogue.JobRun {
                .init(
                    job: job, startMicroseconds: 1, endMicroseconds: 2, status: status, summary: "a=\(status)"
                )
            }
            for run in [run("segment", 0), run("backup", 73), run("segment", 1)] { try catalogue.add(run) }
            #expect(try catalogue.lastJobRuns() == [run("backup", 73), run("segment", 1)])
        }
    }

    @Test func `it is known when the catalogue was made`() throws {
        try withCatalogue { catalogue throws in
            let made = try #require(try catalogue.fact(.madeAt))
            #expect(abs(made - Clock.system.utcMicroseconds()) < 60_000_000)
            _ = try Catalogue(making: catalogue.path, clock: VirtualClock(startMicroseconds: 1).clock)
            #expect(try catalogue.fact(.madeAt) == made)
            #expect(try catalogue.fact(.rebuiltAt) == nil)
            try catalogue.set(.rebuiltAt, to: 3)
            try catalogue.set(.rebuiltAt, to: 4)
            #expect(try catalogue.fact(.rebuiltAt) == 4)
        }
    }
}
