import LocalGateway

/// Turns the bootstrap's log and what the front end says of each request into one line a request.
struct AccessLines: Sendable {
    let isVerbose: Bool
    /// The table's path as the bootstrap has it, whose warnings were told when it was read.
    let table: String

    /// A line of the bootstrap's log.
    func hear(_ line: String) {
        guard !isVerbose else { return Terminal.line(line) }
        guard line.hasPrefix("{") else { return Terminal.problem(line) }
        let record = LogLine(line)
        if record["message"] == "request", record["requestId"] != nil {
            Terminal.line(summary(record))
        } else if record["message"]?.hasPrefix("\(table):") == true {
            return
        } else if let level = record["level"], ["WARN", "ERROR", "FATAL"].contains(level) {
            Terminal.problem("\(level.lowercased()): \(record["message"] ?? line)")
        }
    }

    /// What the front end answered by itself, which no log of the bootstrap tells.
    func answered(_ record: GatewayRecord) {
        guard let problem = record.problem else { return }
        Terminal.problem(
            "\(record.method) \(record.target) → \(record.status) \(record.isBrokenOff ? "broken off" : "from the front end"): \(problem)"
        )
    }

    private func summary(_ record: LogLine) -> String {
        var line = "\(record["method"] ?? "?") \(record["path"] ?? "?") → \(record["status"] ?? "?")"
        if let route = record["route"] { line += "  route \(route)" }
        if let backend = record["backend"] { line += "  backend \(backend)" }
        if let total = record["totalMs"] { line += "  \(total) ms" }
        if let error = record["error"] { line += "  \(error)" }
        if let cause = record["cause"] { line += ": \(cause)" }
        return line
    }
}
