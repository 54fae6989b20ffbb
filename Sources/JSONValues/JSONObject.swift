/// The members of a JSON object in the order they were written.
///
/// Looking a key up walks the members, which for the objects of these wires (a dozen keys) is faster than hashing.
public struct JSONObject: Sendable {
    /// The members in order; a key given twice keeps its last value.
    public private(set) var members: [(key: String, value: JSONValue)] = []

    /// Makes an object without members.
    public init() {}

    /// Makes an object of `members`; of a repeated key the last value stays, at the first place.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (key, value) in members { self[key] = value }
    }

    /// Makes an object of `members`, each key of which must be there once; not checked.
    public init(uniqueMembers members: [(key: String, value: JSONValue)]) { self.members = members }

    /// The value of `key`; assigning `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let place = members.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    /// How many members there are.
    public var count: Int { members.count }

    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }

    /// Makes room for `count` members at once.
    mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    /// Appends without looking whether `key` is there: only for keys known to be new.
    mutating func appendNew(_ key: String, _ value: JSONValue) { members.append((key, value)) }
}

extension JSONObject: Hashable {
    /// Compares members whatever their order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    /// Feeds every member to `hasher`, so that order does not count.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (key, value) in members {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            sum = sum &+ member.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: Sequence {
    /// Walks the members in order.
    public func makeIterator() -> IndexingIterator<[(key: String, value: JSONValue)]> { members.makeIterator() }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Makes an object whose keys keep the order of the literal.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
