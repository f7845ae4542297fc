import Catalogue
import Platform

/// Where every job puts what people are to be told. It is written down, then told in the log; `notify` carries it
/// further. One fact is told once, however often it is put here.
struct Outbox {
    private let call: Call
    private let catalogue: Catalogue

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    /// Something that happened. `fact` tells it from all others of its type about its subject, for ever: a time, a
    /// number. False when it was put here before.
    @discardableResult
    func put(
        _ type: String, about subject: String, fact: String, _ text: String, details: JSON = .object([])
    ) throws(JobError) -> Bool {
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.addPassingNotice(
                type, about: subject, fact: fact, text: text, details: details, atMicroseconds: call.now)
        }
    }

    /// Something that is so from now on, until ``end(_:about:)``. False while it is so already.
    @discardableResult
    func begin(
        _ type: String, about subject: String, _ text: String, details: JSON = .object([])
    ) throws(JobError) -> Bool {
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.addNotice(
                type, about: subject, text: text, details: details, atMicroseconds: call.now)
        }
    }

    /// It is so no more. False when it was not.
    @discardableResult
    func end(_ type: String, about subject: String) throws(JobError) -> Bool {
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.endNotice(type, about: subject, atMicroseconds: call.now)
        }
    }

    /// Into the log with what has not been there yet, also that of a run that was ended. Only then it counts as told;
    /// what the log does not take is left to the next run.
    func tell() throws(JobError) {
        let catalogue = catalogue
        let waiting = try inCatalogue { () throws(CatalogueError) in try catalogue.noticesToTell() }
        let told = waiting.prefix { call.log.notice($0.type, ["notice": $0.text]) }
        guard !told.isEmpty else { return }
        CrashPoint.pass(.noticesTold)
        let time = try TimeKeeping(call, catalogue)
        // When the clock is set right, the time before counts no more.
        try time.save(in: catalogue)
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                for notice in told {
                    try catalogue.markTold(
                        notice: notice.id, atMicroseconds: time.now,
                        elapsedMicroseconds: time.elapsed.microseconds)
                }
            }
        }
    }
}
