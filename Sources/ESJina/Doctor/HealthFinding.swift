public import JSONValues

/// What one check found: how it stands, in one sentence, and what to do about it.
public struct HealthFinding: Sendable, Hashable {
    /// How something stands.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// As it should.
        case ok
        /// It was not looked at, for the reason given.
        case skipped
        /// It works, and something about it will cost time, room or money, or will fail later.
        case warn
        /// It does not work.
        case fail
    }

    /// What it is about.
    public var group: HealthGroup
    /// The check, in snake case; its findings share it.
    public var check: String
    /// How it stands.
    public var status: Status
    /// What was found, as a sentence without a full stop at its end.
    public var found: String
    /// What to do; `nil` where nothing is to be done.
    public var fix: String?
    /// What was found, for programs; keys in snake case, sizes in bytes, times in milliseconds.
    public var facts: JSONObject

    /// Makes a finding.
    public init(
        _ group: HealthGroup,
        _ check: String,
        _ status: Status,
        _ found: String,
        fix: String? = nil,
        facts: JSONObject = [:]
    ) {
        self.group = group
        self.check = check
        self.status = status
        self.found = found
        self.fix = fix
        self.facts = facts
    }

    /// The finding with documented keys, a stable contract.
    public var json: JSONValue {
        [
            "group": .string(group.rawValue), "check": .string(check), "status": .string(status.rawValue),
            "found": .string(found), "fix": fix.map { .string($0) } ?? .null, "facts": .object(facts),
        ]
    }
}

/// What checks are about, as an open set.
public struct HealthGroup: RawRepresentable, Sendable, Hashable {
    /// The name of the group.
    public let rawValue: String
    /// Makes a group of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The cluster or the embedded engine, its nodes and its licence.
    public static let engine = HealthGroup(rawValue: "engine")
    /// What the engine can do.
    public static let features = HealthGroup(rawValue: "features")
    /// The index.
    public static let index = HealthGroup(rawValue: "index")
    /// The servers of models.
    public static let models = HealthGroup(rawValue: "models")
    /// This machine: libraries, state, configuration.
    public static let machine = HealthGroup(rawValue: "machine")
}
