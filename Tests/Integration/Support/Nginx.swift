import Foundation
import Glibc
import TestSupport

/// A real nginx that serves a folder, and takes what is put below `inbox/`.
final class Nginx {
    let port: Int
    private let scheme: String
    private let folder: String
    private let child: ChildProcess

    /// `certificates`: a folder of them, whose authority every client has to be known to.
    init(serving root: String, in folder: String, certificates: String? = nil) throws {
        self.folder = folder
        scheme = certificates == nil ? "http" : "https"
        port = try Doorstep.freePort()
        try Data(Self.settings(port, root, folder, certificates).utf8).write(
            to: URL(filePath: folder + "/nginx.conf"))
        child = try ChildProcess(
            "nginx", ["-p", folder, "-e", folder + "/errors", "-c", folder + "/nginx.conf"],
            environment: Program.systemEnvironment, output: folder + "/said", errors: folder + "/said")
        try patiently("nginx is open") { (try? Line(port: port)) != nil }
    }

    deinit { child.end() }

    var url: String { "\(scheme)://127.0.0.1:\(port)" }
    var errors: String { text(of: folder + "/errors") + text(of: folder + "/said") }

    /// `GET /path 200`
    var requests: [String] { text(of: folder + "/requests").split(separator: "\n").map(String.init) }

    private static func settings(
        _ port: Int, _ root: String, _ folder: String, _ certificates: String?
    ) -> String {
        let tls = certificates.map {
            """
            ssl_certificate \($0)/certificate.pem; ssl_certificate_key \($0)/key.pem;
            ssl_client_certificate \($0)/authority.pem; ssl_verify_client on;
            """
        }
        return """
            daemon off; master_process off; pid \(folder)/pid; worker_processes 1; user root;
            events { worker_connections 256; }
            http {
              log_format short '$request_method $uri $status';
              access_log \(folder)/requests short;
              client_body_temp_path \(folder)/bodies;
              server {
                listen 127.0.0.1:\(port)\(tls == nil ? "" : " ssl");
                \(tls ?? "")
                root \(root);
                etag on;
                location / { limit_except GET { deny all; } }
                location ^~ /b/ { default_type application/octet-stream; gzip off; types { } }
                location ^~ /inbox/ {
                  dav_methods PUT;
                  create_full_put_path on;
                  client_max_body_size 8m;
                }
              }
            }
            """
    }
}
