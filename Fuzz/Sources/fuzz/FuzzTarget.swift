/// Something that reads bytes from outside.
///
/// A crash and an input that takes too long are found by the process above; what else must hold, ``run(_:)`` checks.
protocol FuzzTarget: Sendable {
    /// What the command line calls it.
    var name: String { get }
    /// Good inputs, from which bad ones are made; at least one.
    var seeds: [[UInt8]] { get }
    /// Pieces that mean something in these inputs, which random bytes would seldom hit.
    var dictionary: [[UInt8]] { get }
    /// Makes a bad input from a good one. By default ``Mutator`` does, with the dictionary.
    func mutate(_ input: [UInt8], using random: inout SeededGenerator) -> [UInt8]
    /// Runs one input; errors that the code is meant to throw are caught here.
    ///
    /// - Throws: ``Broken`` where a promise does not hold; any other error counts as one, too.
    func run(_ input: [UInt8]) async throws
}

extension FuzzTarget {
    var dictionary: [[UInt8]] { [] }

    func mutate(_ input: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        Mutator(seeds: seeds, dictionary: dictionary).mutate(input, using: &random)
    }
}

/// A promise that did not hold.
struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
