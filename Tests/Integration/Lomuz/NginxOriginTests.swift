import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

/// The configuration that we ship, under a real nginx.
final class ShippedNginx {
    let port: Int
    private let child: ChildProcess
    private let folder: String

    private static let shipped =
        "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/share/origin/nginx.conf"

    init(
        serving root: String, players: [String: String], in folder: String, as user: Int? = nil
    ) async throws {
        self.folder = folder
        let port = try Doorstep.freePort()
        self.port = port
        let map = players.map { "\"Bearer \($0.key)\" \($0.value);\n" }.joined()
        try write(Array(map.utf8), to: folder + "/players.map")
        let site = text(of: Self.shipped)
            .replacingOccurrences(of: "/etc/nginx/lomuz-players.map", with: folder + "/players.map")
            .replacingOccurrences(of: "listen 80;", with: "listen 127.0.0.1:\(port);")
            .replacingOccurrences(of: "root /srv/lomuz;", with: "root \(root);")
        let whole = """
            daemon off; master_process off; pid \(folder)/pid; worker_processes 1; user root;
            events { worker_connections 256; }
            http {
              access_log off; client_body_temp_path \(folder)/bodies;
              types { audio/mpeg mp3; }
              \(site)
            }
            """
        try write(Array(whole.utf8), to: folder + "/nginx.conf")
        let words = ["nginx", "-p", folder, "-e", folder + "/errors", "-c", folder + "/nginx.conf"]
        let other = user.map { ["setpriv", "--reuid=\($0)", "--regid=\($0)", "--clear-groups"] } ?? []
        if let user { #expect(shell("chown -R \(user) '\(folder)'").isContent) }
        // As a service, nginx begins with a mask of nothing.
        child = try ChildProcess(
            "sh", ["-c", #"umask 0; exec "$@""#, "sh"] + other + words,
            environment: Program.systemEnvironment, errors: folder + "/said")
        let errors = folder + "/errors"
        let child = child
        try await eventually(
            "nginx is open",
            holds: {
                if child.ended != nil { throw NeverHappened(description: text(of: errors)) }
                return (try? Line(port: port)) != nil
            })
    }

    deinit { child.end() }

    var url: String { "http://127.0.0.1:\(port)" }

    func ask(_ method: String, _ path: String, token: String? = "secret-1", body: String = "") throws
        -> Answer
    {
        let headers = token.map { ["Authorization: Bearer \($0)"] } ?? []
        return try Answer.to(method, path, port: port, headers: headers, body: body)
    }
}

@Suite(.enabled(if: Installed.has("nginx"), "nginx is not installed"))
struct `an origin behind the shipped nginx` {
    private func origin(_ body: (OriginHouse, ShippedNginx) async throws -> Void) async throws {
        let house = try await OriginHouse()
        for number in 1...3 { try house.add("Song \(number).mp3") }
        #expect(try await house.publish().status == 0)
        let nginx = try await ShippedNginx(
            serving: house.target,
            players: ["secret-1": "shop-1", "secret-2": "shop-2", "secret-3": "shop-3"],
            in: try house.scratch.folder("nginx"))
        try await body(house, nginx)
    }

    @Test func `knows its players, and shows nothing else`() async throws {
        try await origin { house, nginx async throws in
            let head = "/" + ObjectPath.head("house")
            let state = try house.head().state
            #expect(try nginx.ask("GET", head, token: nil).status == 401)
            #expect(try nginx.ask("GET", head, token: "guess").status == 401)
            let answer = try nginx.ask("GET", head)
            #expect(answer.status == 200 && answer.headers["cache-control"] == "public, max-age=30")
            #expect(answer.headers["content-type"] == "application/json")
            let index = try nginx.ask("GET", "/" + ObjectPath.index(state))
            #expect(index.status == 200 && index.body.count == LeafIndex.byteCount)
            #expect(index.headers["cache-control"] == "public, max-age=31536000, immutable")
            #expect(index.headers["access-control-allow-origin"] == "*")
            for path in ["/s/house/.lock", "/", "/s/", "/m/", "/inbox/", "/s/house/head.json.0badcafe.part"] {
                let status = try nginx.ask("GET", path).status
                #expect([403, 404].contains(status), "\(path): \(status)")
            }
            for method in ["PUT", "DELETE", "POST"] {
                #expect(try nginx.ask(method, head, body: "x").status == 403, "\(method)")
            }
            #expect(try house.head().seq == 1)
        }
    }

    @Test func `takes from each player what is its own, once, and gives nothing back`() async throws {
        try await origin { house, nginx async throws in
            let own = "/inbox/house/shop-1/i1-1-2.gz"
            #expect(try nginx.ask("PUT", own, body: "first").status == 201)
            #expect(try nginx.ask("PUT", own, body: "other").status == 412)
            #expect(text(of: house.target + own) == "first")
            #expect(try nginx.ask("GET", own).status == 403)
            #expect(try nginx.ask("DELETE", own).status == 403)
            for path in [
                "/inbox/house/shop-2/i1-1-2.gz", "/inbox/house/shop-1/../shop-2/i1-1-2.gz",
                "/inbox/house/shop-1/x/i1-1-2.gz", "/inbox/house/shop-1/evil.php",
                "/inbox/../s/house/head.json",
            ] {
                #expect(try nginx.ask("PUT", path, body: "x").status >= 400, "\(path)")
            }
            #expect(
                try nginx.ask("PUT", "/inbox/house/shop-1/i1-3-4.gz", token: nil, body: "x").status == 403)
        }
    }

    /// One that is new, one that is in step, one whose past nobody remembers: all end in the same state.
    @Test func `brings three players with different pasts to the same state`() async throws {
        try await origin { house, nginx async throws in
            let shops = [try JobsFolder(), try JobsFolder(), try JobsFolder()]
            func sync(_ number: Int) async throws -> Program {
                let player = house.player("shop-\(number + 1)", from: nginx.url)
                    .merging(["LOMUZ_TOKEN": "secret-\(number + 1)"]) { $1 }
                return try await shops[number].run(["sync"], player)
            }
            #expect(try await sync(1).status == 0)
            try house.add("Song 4.mp3")
            #expect(try await house.publish().status == 0)
            #expect(try await sync(2).status == 0)
            try house.add("Song 5.mp3")
            #expect(try await house.publish().status == 0)
            // Its last state is none that the head knows a way from.
            _ = shell("rm -r '\(house.target)/s/house/d'")
            // The site looks at its files every two seconds.
            let head = "/" + ObjectPath.head("house")
            try await eventually("the new head is shown") {
                try nginx.ask("GET", head).text == text(of: house.target + head)
            }
            var states: Set<String> = []
            for number in shops.indices {
                let run = try await sync(number)
                #expect(run.status == 0, "\(number): \(run.errors)")
                let question = "SELECT group_concat(value) FROM facts WHERE name = 'state'"
                states.insert(shell("sqlite3 '\(shops[number].path)/lomuz.db' \"\(question)\"").output)
            }
            #expect(states == ["\(try house.head().state.hexadecimal)\n"], "\(states)")
            #expect(try await house.run(["collect"]).status == 0)
            let devices = try await house.run(["devices"])
            #expect(devices.output.components(separatedBy: "in step").count == 4, "\(devices.output)")
        }
    }

    /// A web server tells versions of a file apart by its second and its length.
    @Test func `shows a new head to whoever has the old one, within the same second`() async throws {
        try await origin { house, nginx async throws in
            let head = "/" + ObjectPath.head("house")
            var tags: [String] = []
            for number in 0..<3 {
                tags.append(shell("stat -c %Y '\(house.target)\(head)'").output)
                try house.add("Song \(number + 1).mp3", salt: "\(number)")
                #expect(try await house.publish().status == 0)
            }
            #expect(Set(tags).count == 3, "\(tags)")
        }
    }
}

@Suite struct `what we ship for buckets` {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/share/origin"

    @Test(arguments: ["publisher-policy", "bucket-policy", "cors", "cloudfront-behaviours"])
    func `is JSON`(name: String) throws {
        #expect(throws: Never.self) { try JSON(parsing: Files.read("\(Self.folder)/\(name).json")) }
    }

    /// In the language's own engine; of the network, only its store of tokens is ours.
    @Test(.enabled(if: Installed.has("node"), "node is not installed"))
    func `lets players write below their own names, in plain names`() async throws {
        let script = #"""
            const store = { kvs: () => ({ get: async (token) => {
                if (token !== "secret") throw new Error("unknown"); return "shop-1"; } }) };
            const text = require("fs").readFileSync(process.argv[1], "utf8").replace(/^import .*$/m, "");
            const handler = new Function("cf", text + "; return handler;")(store);
            const ask = async ([token, method, uri]) => {
                const answer = await handler({ request: { method, uri, headers: { authorization: { value: token } } } });
                return answer.statusCode || 200; };
            const asked = JSON.parse(process.argv[2]);
            Promise.all(asked.map(ask)).then((all) => console.log(all.join(" ")));
            """#
        let own = "/inbox/house/shop-1/"
        let asked: [[String]] = [
            ["Bearer secret", "PUT", own + "i1-1-2.gz"], ["Bearer secret", "GET", "/s/house/head.json"],
            ["Bearer guess", "GET", "/s/house/head.json"], ["Bearer secret", "GET", own + "i1-1-2.gz"],
            ["Bearer secret", "PUT", "/inbox/house/shop-2/i1-1-2.gz"],
            ["Bearer secret", "PUT", own + ".."], ["Bearer secret", "PUT", own + "a b.gz"],
            ["Bearer secret", "PUT", own + "a%3Fb.gz"], ["Bearer secret", "PUT", own + "evil.php"],
            ["Bearer secret", "PUT", "/inbox/../shop-1/i1-1-2.gz"],
        ]
        let json = String(decoding: try JSONEncoder().encode(asked), as: UTF8.self)
        let run = try await Program.run("node", ["-e", script, Self.folder + "/players.js", json])
        #expect(run.output == "200 200 401 403 403 403 403 403 403 403\n", "\(run.output)\(run.errors)")
    }
}
