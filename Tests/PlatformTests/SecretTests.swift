import Testing

@testable import Platform

@Suite struct `a secret` {
    let secret = Secret("hunter2")

    private struct Holder {
        let name = "x"
        let secret = Secret("hunter2")
        let many = [Secret("hunter2")]
    }

    @Test func `is shown to whoever asks for it by name`() {
        #expect(secret.revealed == "hunter2")
        #expect(secret == Secret("hunter2"))
        #expect(secret != Secret("hunter3"))
    }

    @Test func `prints as dots, whatever prints it`() {
        var dumped = ""
        dump(secret, to: &dumped)
        dump(Holder(), to: &dumped)
        dump([secret], to: &dumped)
        let printed = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(Holder())", "\([secret])",
            String(reflecting: Holder()), "\(Optional(secret) as Any)", dumped,
        ]
        for text in printed {
            #expect(text.contains("•••"))
            #expect(!text.contains("hunter2"))
        }
    }

    @Test func `prints as nothing when there is none`() { #expect("\(Secret(""))" == "") }

    @Test func `stays one where a setting is shown`() {
        let password = Setting("PASSWORD", .secret)
        #expect(password.shown("hunter2") == "•••")
        #expect(Setting("NAME", .text).shown("hunter2") == "hunter2")
    }

    @Test func `is not given away by settings that are printed`() throws {
        let settings = try Settings(parsing: "ICECAST_SOURCE_PASSWORD=hunter2", from: "f")
        #expect(settings.secret(.icecastSourcePassword).revealed == "hunter2")
        var dumped = ""
        dump(settings, to: &dumped)
        for text in [dumped, "\(settings)", String(reflecting: settings)] {
            #expect(!text.contains("hunter2"))
        }
    }
}
