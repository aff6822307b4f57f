import LocalGateway

/// Debian's nginx with a configuration of a test's own, on a port of its own.
struct Nginx: Sendable {
    let port: Int
    private let folder: TemporaryFolder

    /// Runs it in `folder` for as long as `body` runs; `locations` stand in its one server.
    ///
    /// Where it `reloads` it has a master and two workers, else one process is all. `tls` lets it speak that.
    static func serving<Result: Sendable>(
        _ locations: String,
        in folder: TemporaryFolder,
        tls: Bool = false,
        reloads: Bool = false,
        _ body: @Sendable (Nginx) async throws -> Result
    ) async throws -> Result {
        let port = try await Loopback.freePort()
        let text = configuration(
            locations,
            listen: "127.0.0.1:\(port)\(tls ? " ssl" : "")",
            processes: reloads ? "master_process on; worker_processes 2; user root;" : "master_process off;",
            folder: folder.path
        )
        let file = try folder.write("nginx.conf", text.utf8)
        let process = try await ChildProcess.start(
            Tools.nginx,
            ["-c", file, "-p", folder.path, "-e", "\(folder.path)/nginx-error.log"],
            environment: [:],
            output: .file(path: "\(folder.path)/nginx-output.log")
        )
        do {
            try await Loopback.awaitListener(on: port)
            let result = try await body(Nginx(port: port, folder: folder))
            await process.stop()
            return result
        } catch {
            await process.stop()
            throw error
        }
    }

    /// One line a request that it has taken: method, target and status.
    var requests: [String] {
        let text = String(decoding: contents(of: "\(folder.path)/access.log") ?? [], as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    /// Waits until it has written down so many requests, which it does when they are over.
    func requests(_ count: Int) async throws -> [String] {
        for _ in 0..<500 {
            if requests.count >= count { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        return requests
    }

    /// Asks it to read its configuration anew, as `nginx -s reload` does: new workers come, old ones end.
    func reload() async throws {
        let log = "\(folder.path)/nginx-error.log"
        let arguments = ["-c", "\(folder.path)/nginx.conf", "-p", folder.path, "-e", log, "-s", "reload"]
        _ = try await ChildProcess.start(Tools.nginx, arguments, environment: [:]).exitCode
    }

    /// How often it has begun to read its configuration anew.
    var reloadCount: Int {
        let text = String(decoding: contents(of: "\(folder.path)/nginx-error.log") ?? [], as: UTF8.self)
        return text.split(separator: "\n").count { $0.hasSuffix(", reconfiguring") }
    }

    private static func configuration(
        _ locations: String,
        listen: String,
        processes: String,
        folder: String
    ) -> String {
        """
        daemon off;
        \(processes)
        pid \(folder)/nginx.pid;
        error_log \(folder)/nginx-error.log info;
        events {}
        http {
            log_format seen "$request_method $request_uri $status";
            access_log \(folder)/access.log seen;
            client_body_temp_path \(folder)/body;
            proxy_temp_path \(folder)/proxy;
            fastcgi_temp_path \(folder)/fastcgi;
            uwsgi_temp_path \(folder)/uwsgi;
            scgi_temp_path \(folder)/scgi;
            client_max_body_size 8m;
            types { text/plain txt; image/png png; }
            server {
                listen \(listen);
                root \(folder)/www;
        \(locations)
            }
        }

        """
    }
}
