import Catalogue
import Foundation
import Platform
import TestSupport
import Testing

@testable import Jobs

private let hour: Int64 = 3_600_000_000
private let evening: Int64 = 1_795_291_200_000_000

@Suite struct `messages to people` {
    @Test(
        arguments: [
            (0, nil, 60), (1, nil, 120), (5, nil, 1_920), (8, nil, 15_360), (9, nil, 21_600),
            (44, nil, 21_600),
            (0, 30, 60), (0, 7_200, 7_200), (20, 60, 21_600), (0, 9_999_999, 86_400),
        ] as [(Int, Int?, Int)])
    func `wait longer every time, and as long as they are asked to`(tries: Int, asked: Int?, seconds: Int) {
        #expect(BackOff.seconds(afterTries: tries, asked: asked) == seconds)
    }

    @Test(arguments: [
        ("all", "disk.low", true), ("none", "disk.low", false), ("", "disk.low", false),
        ("disk", "disk.low", true), ("disk.ok, recording", "disk.low", false),
        ("disk.ok, recording", "recording.kept", true), ("DISK", "disk.ok", true),
        ("none, job.crashed", "job.crashed", true),
    ])
    func `are of the types that somebody chose`(words: String, type: String, isChosen: Bool) throws {
        #expect(try NoticeSelection(words).contains(type) == isChosen)
    }

    @Test(arguments: ["dis", "disk.lo", "all,recordings.", "disk;job", "session.started"])
    func `are refused of a type that there is not`(words: String) {
        #expect { try NoticeSelection(words) } throws: { ($0 as? JobError)?.status == .settings }
    }

    @Test func `are of types that vinyl.conf lists`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "vinyl.conf"), encoding: .utf8)
        let words = text.split(separator: "NOTIFY_EVENTS=").first?.split(separator: "Types are").last
        let listed = try #require(words).split { " ,#\n".contains($0) }.map(String.init)
        #expect(listed == NoticeType.all)
    }

    private typealias Composed = (messages: [Catalogue.NewMessage], waiting: [Catalogue.Notice])

    /// Of notices that hold, but for those that are `over`.
    private func compose(
        _ types: [String], over: [Int] = [], lastDigest: Int64? = nil, named: Set<String> = [],
        soon: [MessageComposer.Soon] = []
    ) throws -> Composed {
        try withTemporaryFolder { folder throws in
            let catalogue = try Catalogue(making: folder + "/a.db", clock: .system)
            for (number, type) in types.enumerated() {
                try catalogue.addNotice(
                    type, about: "\(number)", text: "text \(number)", atMicroseconds: evening)
            }
            for number in over {
                try catalogue.endNotice(types[number], about: "\(number)", atMicroseconds: evening)
            }
            let composer = MessageComposer(
                channel: "mail", selection: try NoticeSelection("all"), now: evening,
                lastDigest: lastDigest.map { .init(madeMicroseconds: $0, soon: named) })
            return composer.messages(try catalogue.notices(most: 9), soon: soon)
        }
    }

    private static let types = ["recording.expiring", "disk.low", "recording.expiring", "recording.expired"]

    @Test func `gather what expires into one a day, and tell the rest at once`() throws {
        let types = Self.types
        let both = try compose(types, soon: [.init(subject: "00c0ffee", text: "recording 9")]).messages
        #expect(both.map(\.isDigest) == [false, true] && both.map(\.notices) == [[2], [1, 3, 4]])
        #expect(both[1].text == "text 0\ntext 2\ntext 3\n\nSoon:\nrecording 9")
        #expect(both[1].title == "Vinyl: 2 recordings go tomorrow")
        #expect(MessageComposer.Soon.subjects(in: both[1].details) == ["00c0ffee"])
        let early = try compose(types, lastDigest: evening - 22 * hour, named: ["0", "2"])
        #expect(early.messages.map(\.notices) == [[2]] && early.waiting.map(\.id) == [1, 3, 4])
        #expect(try compose(types, lastDigest: evening - 23 * hour, named: ["0", "2"]).messages.count == 2)
        // Of a clock that was ahead.
        #expect(try compose(types, lastDigest: evening + 9_000 * hour).messages.count == 2)
        #expect(try compose([]).messages.isEmpty)
        #expect(Set(try (compose(types).messages + both).map(\.key)).count == 2)
    }

    @Test func `do not wait with what the last one could not name`() throws {
        let urgent = try compose(Self.types, lastDigest: evening - 22 * hour, named: ["0"])
        #expect(urgent.messages.map(\.notices) == [[2], [1, 3, 4]] && urgent.waiting.isEmpty)
        // What has gone can wait.
        let gone = try compose(["recording.expired"], lastDigest: evening - 22 * hour)
        #expect(gone.messages.isEmpty && gone.waiting.map(\.id) == [1])
    }

    @Test func `do not say that something goes which stays or has gone`() throws {
        let one = try compose(Self.types, over: [2]).messages[1]
        #expect(one.text == "text 0\ntext 3" && one.title == "Vinyl: a recording goes tomorrow")
        #expect(one.details.asArray?.compactMap { $0["subject"]?.asText } == ["0", "3"])
        #expect(one.notices == [1, 4])
        let none = try compose(["recording.expiring", "recording.expiring"], over: [0, 1])
        #expect(none.messages.isEmpty && none.waiting.isEmpty)
    }

    @Test(arguments: [
        "Vinyl: a recording goes tomorrow", "Größe → \u{1F3B5} " + String(repeating: "é", count: 90),
        "a\r\nBcc: x@y",
    ])
    func `are mails in ASCII that say all of it`(words: String) throws {
        let letter = Letter(
            from: "a@b.example", to: ["c@d.example"], subject: words, text: words + "\n.\nend", key: "k",
            madeMicroseconds: evening)
        let text = letter.text
        #expect(text.utf8.allSatisfy { $0 < 127 } && !text.contains("\r\nBcc:"))
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") })
        #expect(text.contains("Date: Sat, 21 Nov 2026 20:00:00 +0000\r\n"))
        try withTemporaryFolder { folder throws in
            try Data(text.utf8).write(to: URL(filePath: folder + "/mail"))
            let read = shell(
                """
                python3 -c 'import email, email.policy, sys
                mail = email.message_from_file(open(sys.argv[1], newline=""), policy=email.policy.default)
                print(mail["subject"]); print(mail.get_content(), end="")' \(folder)/mail
                """)
            let body = words.replacing("\r\n", with: "\n") + "\n.\nend\n"
            #expect(read.output.replacing("\r\n", with: "\n") == oneLine(words) + "\n" + body)
        }
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
    func `have bytes in letters`(word: String, code: String) {
        #expect(Base64.text(Array(word.utf8)) == code)
    }
}

@Suite struct `how long the disk lasts` {
    private func days(
        free: Int, reserve: Int = 10, recordings: Int = 0, segments: Int = 0, tape: Int = 0, stay: Int = 8,
        leaving: [Int: Int] = [:]
    ) -> Int? {
        Forecast(
            freeBytes: free, reserveBytes: reserve, recordingBytes: recordings, segmentBytes: segments,
            daysUntilTapeIsWhole: tape, daysOfRecordings: stay, leaving: leaving
        ).daysLeft
    }

    @Test func `is counted day by day`() {
        #expect(days(free: 9) == 0 && days(free: 10) == nil && days(free: 100, recordings: 20) == 5)
        // The tape grows until it is as long as it shall be.
        #expect(days(free: 100, segments: 20, tape: 3) == nil && days(free: 60, segments: 20, tape: 3) == 3)
        // What comes goes again, and what is there goes, too.
        #expect(
            days(free: 100, recordings: 10, stay: 8) == nil && days(free: 50, recordings: 10, stay: 8) == 5)
        #expect(days(free: 50, recordings: 10, stay: 8, leaving: [3: 60]) == nil)
        #expect(days(free: 50, recordings: 10, stay: 90, leaving: [3: 60]) == 11)
    }
}
