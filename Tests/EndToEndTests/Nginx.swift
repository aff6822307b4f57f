import LocalGateway

/// Debian's nginx with a configuration of a test's own, on a port of its own.
struct Nginx: Sendable {
    let port: Int

    /// Runs it in `folder` for as long as `body` runs; `locations` stand in its one server.
    static func serving<Result: Sendable>(
        _ locations: String,
        in folder: TemporaryFolder,
        _ body: @Sendable (Nginx) async throws -> Result
    ) async throws -> Result {
        let port = try await Loopback.freePort()
        let file = try folder.write(
            "nginx.conf",
            configuration(locations, port: port, folder: folder.path).utf8
        )
        let process = try await ChildProcess.start(
            Tools.nginx,
            ["-c", file, "-p", folder.path, "-e", "\(folder.path)/nginx-error.log"],
            environment: [:],
            output: .file(path: "\(folder.path)/nginx-output.log")
        )
        do {
            try await Loopback.awaitListener(on: port)
            let result = try await body(Nginx(port: port))
            await process.stop()
            return result
        } catch {
            await process.stop()
            throw error
        }
    }

    private static func configuration(_ locations: String, port: Int, folder: String) -> String {
        """
        daemon off;
        master_process off;
        pid \(folder)/nginx.pid;
        error_log \(folder)/nginx-error.log info;
        events {}
        http {
            access_log off;
            client_body_temp_path \(folder)/body;
            proxy_temp_path \(folder)/proxy;
            fastcgi_temp_path \(folder)/fastcgi;
            uwsgi_temp_path \(folder)/uwsgi;
            scgi_temp_path \(folder)/scgi;
            client_max_body_size 8m;
            types { text/plain txt; image/png png; }
            server {
                listen 127.0.0.1:\(port);
                root \(folder)/www;
        \(locations)
            }
        }

        """
    }
}
