/// The documents that hold a term, how often, and where.
///
/// On disk a document is the distance from the one before, doubled, plus one where the term occurs once; otherwise the
/// frequency follows. Positions lie apart, so that scoring does not read them.
struct Postings: Sendable {
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    /// Positions of all occurrences, document after document; empty where none were kept.
    var positions: [UInt32] = []

    /// Adds what `documents` and `positions` encode.
    mutating func append(documents bytes: UnsafeRawBufferPointer, count: Int) {
        var reader = ByteReader(bytes)
        var document: UInt32 = 0
        documents.reserveCapacity(documents.count + count)
        frequencies.reserveCapacity(frequencies.count + count)
        for index in 0..<count {
            let code = reader.varint()
            document = index == 0 ? code >> 1 : document &+ (code >> 1)
            documents.append(document)
            frequencies.append(code & 1 == 1 ? 1 : reader.varint())
        }
    }

    /// Adds the positions that belong to the last `count` documents.
    mutating func append(positions bytes: UnsafeRawBufferPointer, count: Int) {
        var reader = ByteReader(bytes)
        for frequency in frequencies.suffix(count) {
            var position: UInt32 = 0
            for _ in 0..<frequency {
                position &+= reader.varint()
                positions.append(position)
            }
        }
    }

    /// The documents and frequencies as stored.
    var encodedDocuments: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(documents.count * 2)
        var previous: UInt32 = 0
        for (document, frequency) in zip(documents, frequencies) {
            bytes.appendVarint((document - previous) << 1 | (frequency == 1 ? 1 : 0))
            if frequency != 1 { bytes.appendVarint(frequency) }
            previous = document
        }
        return bytes
    }

    /// The positions as stored.
    var encodedPositions: [UInt8] {
        guard !positions.isEmpty else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(positions.count)
        var place = 0
        for frequency in frequencies {
            var previous: UInt32 = 0
            for _ in 0..<frequency {
                bytes.appendVarint(positions[place] - previous)
                previous = positions[place]
                place += 1
            }
        }
        return bytes
    }

    /// The same postings with other document numbers; documents without one are dropped.
    func renumbered(_ number: (UInt32) -> UInt32?) -> Postings {
        var result = Postings()
        var place = 0
        for (index, document) in documents.enumerated() {
            let frequency = frequencies[index]
            if let new = number(document) {
                result.documents.append(new)
                result.frequencies.append(frequency)
                if !positions.isEmpty { result.positions += positions[place..<place + Int(frequency)] }
            }
            place += Int(frequency)
        }
        return result
    }
}
