import Embeddings

/// One pass over a text that cuts it.
struct TextCutter {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limit: Int
    private let overlap: Int
    private let total: Int

    /// Where reading stands; its quarters are those of everything before.
    private var place = TextBoundary(offset: 0, scalars: 0, quarters: 0)
    /// Where the part begins.
    private var start = TextBoundary(offset: 0, scalars: 0, quarters: 0)
    /// Where what is new in the part begins.
    private var fresh = TextBoundary(offset: 0, scalars: 0, quarters: 0)
    /// The places behind `start`.
    private var boundaries: [TextBoundary] = []
    private var scanner = BoundaryScanner()
    private var counter = TokenCounter()
    /// What `counter` does not count because it was started anew.
    private var countedBefore = 0
    private var chunks: [TextChunk] = []

    /// - Parameters:
    ///   - bytes: Valid UTF-8.
    ///   - limit: The most tokens of a part.
    ///   - overlap: The most tokens that a part repeats.
    ///   - total: The tokens of the whole.
    init(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int, overlap: Int, total: Int) {
        self.bytes = bytes
        self.limit = limit
        self.overlap = overlap
        self.total = total
    }

    mutating func run() -> [TextChunk] {
        while place.offset < bytes.count {
            let (scalar, length) = UTF8Text.scalar(in: bytes, at: place.offset)
            if let level = scanner.level(before: scalar, at: place.offset, in: bytes), place.offset > start.offset {
                boundaries.append(place.with(level))
            }
            counter.add(scalar)
            let quarters = countedBefore + counter.quarters
            guard makeRoom(for: quarters) else { continue }
            place = TextBoundary(offset: place.offset + length, scalars: place.scalars + 1, quarters: quarters)
        }
        emit(upTo: place)
        return chunks
    }

    /// The most quarters of a part.
    ///
    /// A part by itself may have one token more than the difference of the sums at its ends, so one is kept free.
    private var room: Int { 4 * (limit - 1) }

    /// The most quarters before the place where the part must end.
    private var lastQuarter: Int { start.quarters + room }

    /// Cuts until a text of `quarters` fits; false where reading goes on at an earlier place.
    private mutating func makeRoom(for quarters: Int) -> Bool {
        while quarters > lastQuarter {
            if place.offset == fresh.offset {
                // One scalar always fits, but not behind every overlap.
                guard start.offset < fresh.offset else { return true }
                start = fresh
                forgetBoundaries()
            } else if let boundary = bestBoundary() {
                cut(at: boundary)
            } else if cutCharacters() {
                return false
            }
        }
        return true
    }

    /// Cuts where no word ends, and repeats nothing; true where reading goes on at an earlier place.
    private mutating func cutCharacters() -> Bool {
        let offset = UTF8Text.characterBoundary(in: bytes, from: fresh.offset, upTo: place.offset)
        var end = place
        end.offset = offset
        // The weight of what is read again.
        var again = TokenCounter()
        var next = offset
        while next < place.offset {
            let (scalar, length) = UTF8Text.scalar(in: bytes, at: next)
            again.add(scalar)
            next += length
            end.scalars -= 1
        }
        end.quarters -= again.quarters
        emit(upTo: end)
        fresh = end
        start = end
        guard offset < place.offset else {
            forgetBoundaries()
            return false
        }
        place = end
        countedBefore = end.quarters
        counter = TokenCounter()
        scanner = scanner.restarted()
        boundaries.removeAll(keepingCapacity: true)
        return true
    }

    private func bestBoundary() -> TextBoundary? {
        let left = 4 * total - fresh.quarters
        return left < 2 * room - 4 * overlap ? middleBoundary(of: left) ?? lastBoundary() : lastBoundary()
    }

    /// The last place of the best level at which the part is full enough.
    private func lastBoundary() -> TextBoundary? {
        let room = lastQuarter - fresh.quarters
        var best: TextBoundary?
        for boundary in boundaries.reversed() {
            guard boundary.offset > fresh.offset else { break }
            guard let level = boundary.level, best.map({ level > $0.level ?? .word }) ?? true else { continue }
            if (boundary.quarters - fresh.quarters) * 100 >= level.leastFill * room { best = boundary }
        }
        return best
    }

    /// The place of the best level nearest to the middle of the `left` quarters, behind which all that is left fits in one part.
    private func middleBoundary(of left: Int) -> TextBoundary? {
        var best: TextBoundary?
        var leastDistance = 0
        for boundary in boundaries.reversed() {
            guard boundary.offset > fresh.offset else { break }
            guard let level = boundary.level, level >= best?.level ?? .word else { continue }
            let before = boundary.quarters - fresh.quarters
            let behind = left - before
            let isFull = min(before, behind) * 200 >= level.leastFill * left
            guard isFull, behind <= room - 4 * overlap else { continue }
            let distance = abs(before - behind)
            if let best, best.level == level, distance >= leastDistance { continue }
            best = boundary
            leastDistance = distance
        }
        return best
    }

    private mutating func cut(at end: TextBoundary) {
        emit(upTo: end)
        fresh = end
        start = overlapStart(before: end) ?? end
        forgetBoundaries()
    }

    private mutating func forgetBoundaries() {
        boundaries.removeSubrange(..<(boundaries.firstIndex { $0.offset > start.offset } ?? boundaries.endIndex))
    }

    private mutating func emit(upTo end: TextBoundary) {
        chunks.append(
            TextChunk(
                text: String(decoding: UnsafeBufferPointer(rebasing: bytes[start.offset..<end.offset]), as: UTF8.self),
                range: start.scalars..<end.scalars,
                overlap: fresh.scalars - start.scalars
            )
        )
    }

    /// Where the part behind `end` begins, so that it repeats as many whole sentences as the overlap holds.
    private func overlapStart(before end: TextBoundary) -> TextBoundary? {
        guard overlap > 0, end.level != .heading else { return nil }
        var best: TextBoundary?
        for boundary in boundaries.reversed() where boundary.offset < end.offset {
            guard let level = boundary.level, end.quarters - boundary.quarters <= 4 * (overlap - 1) else { break }
            let kind = min(level, .sentence)
            if kind >= min(best?.level ?? .word, .sentence) { best = boundary }
            if level == .heading { break }
        }
        return best
    }
}

extension TextBoundary {
    fileprivate func with(_ level: Level) -> TextBoundary {
        var copy = self
        copy.level = level
        return copy
    }
}
