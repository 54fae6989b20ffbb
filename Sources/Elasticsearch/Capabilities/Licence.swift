public import JSONValues

/// The tier of a licence, ordered by what it includes.
public struct Licence: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The server's `license.type`.
    public let rawValue: String
    /// Makes a tier of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Free for ever.
    public static let basic = Licence(rawValue: "basic")
    /// The tier above basic.
    public static let gold = Licence(rawValue: "gold")
    /// The tier above gold.
    public static let platinum = Licence(rawValue: "platinum")
    /// The tier that includes everything.
    public static let enterprise = Licence(rawValue: "enterprise")
    /// Everything for thirty days.
    public static let trial = Licence(rawValue: "trial")

    /// Whether features of the Enterprise tier work.
    public var includesEnterprise: Bool { self >= .enterprise }

    /// The server's word.
    public var description: String { rawValue }

    private var rank: Int {
        switch self {
        case .gold: 1
        case .platinum: 2
        case .enterprise, .trial: 3
        default: 0
        }
    }

    /// Orders by what the tiers include; unknown ones count as basic.
    public static func < (left: Licence, right: Licence) -> Bool { left.rank < right.rank }
}

/// A licence as the server tells of it at `GET /_license`.
public struct LicenceTerms: Sendable, Hashable {
    /// The tier that was bought, or `trial`.
    public var tier: Licence
    /// The server's word for its state: `active`, `expired` or `invalid`.
    public var status: String
    /// When it ends, in milliseconds since 1970 UTC; `nil` for basic, which never does.
    public var expiry: Int?

    /// Makes terms.
    public init(tier: Licence, status: String = "active", expiry: Int? = nil) {
        self.tier = tier
        self.status = status
        self.expiry = expiry
    }

    /// Reads the answer to `GET /_license`; `nil` where it holds no licence.
    public init?(_ json: JSONValue) {
        guard let type = json["license"]?["type"]?.string else { return nil }
        self.init(
            tier: Licence(rawValue: type),
            status: json["license"]?["status"]?.string ?? "active",
            expiry: json["license"]?["expiry_date_in_millis"]?.int
        )
    }

    /// Whether it counts now, by the server's word.
    public var isActive: Bool { status == "active" }

    /// The tier whose features work: what an expired licence included is gone.
    public var effectiveTier: Licence { isActive ? tier : .basic }

    /// How long it lasts from `now`.
    ///
    /// - Parameter now: Milliseconds since 1970 UTC.
    /// - Returns: Whole days, rounded down and negative after its end; `nil` where it never ends.
    public func daysLeft(at now: Int) -> Int? {
        guard let expiry else { return nil }
        let (days, rest) = (expiry - now).quotientAndRemainder(dividingBy: 86_400_000)
        return rest < 0 ? days - 1 : days
    }
}
