import Foundation
import Glibc
import TestSupport

/// A real nginx that serves a folder, and takes what is put below `inbox/`.
final class Nginx {
    let port: Int
    private let folder: String
    private let child: ChildProcess

    init(serving root: String, in folder: String) throws {
        self.folder = folder
        port = try Doorstep.freePort()
        try Data(Self.settings(port, root, folder).utf8).write(to: URL(filePath: folder + "/nginx.conf"))
        child = try ChildProcess(
            "nginx", ["-p", folder, "-e", folder + "/errors", "-c", folder + "/nginx.conf"],
            environment: Program.systemEnvironment, output: folder + "/said", errors: folder + "/said")
        try patiently("nginx is open") { (try? Line(port: port)) != nil }
    }

    deinit { child.end() }

    var url: String { "http://127.0.0.1:\(port)" }
    var errors: String { text(of: folder + "/errors") + text(of: folder + "/said") }

    /// `GET /path 200`
    var requests: [String] { text(of: folder + "/requests").split(separator: "\n").map(String.init) }

    private static func settings(_ port: Int, _ root: String, _ folder: String) -> String {
        """
        daemon off; master_process off; pid \(folder)/pid; worker_processes 1; user root;
        events { worker_connections 256; }
        http {
          log_format short '$request_method $uri $status';
          access_log \(folder)/requests short;
          client_body_temp_path \(folder)/bodies;
          server {
            listen 127.0.0.1:\(port);
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
