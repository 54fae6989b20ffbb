public import JSONValues

/// One thing to look at.
///
/// A check reads and never writes, and needs not mind the time: ``HealthRun`` ends its wait for one that takes too long.
public protocol HealthCheck: Sendable {
    /// What it is about.
    var group: HealthGroup { get }
    /// Its name, in snake case.
    var name: String { get }
    /// Looks.
    ///
    /// - Returns: What was found, mostly one finding.
    /// - Throws: Anything, which becomes a finding of status `fail`.
    func run() async throws -> [HealthFinding]
    /// What to do where it takes longer than it may.
    var adviceWhenOverdue: String { get }
}

extension HealthCheck {
    /// To give it more time.
    public var adviceWhenOverdue: String { "Give it more time with --check-timeout" }

    /// A finding that all is as it should be.
    public func ok(_ found: String, facts: JSONObject = [:]) -> HealthFinding {
        HealthFinding(group, name, .ok, found, facts: facts)
    }

    /// A finding that nothing was looked at.
    public func skipped(_ reason: String, facts: JSONObject = [:]) -> HealthFinding {
        HealthFinding(group, name, .skipped, reason, facts: facts)
    }

    /// A finding of something that works and should not stay so.
    public func warn(_ found: String, fix: String?, facts: JSONObject = [:]) -> HealthFinding {
        HealthFinding(group, name, .warn, found, fix: fix, facts: facts)
    }

    /// A finding of something that does not work.
    public func fail(_ found: String, fix: String?, facts: JSONObject = [:]) -> HealthFinding {
        HealthFinding(group, name, .fail, found, fix: fix, facts: facts)
    }
}
