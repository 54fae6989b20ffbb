/// A part of a text that is embedded by itself.
public struct TextChunk: Sendable, Hashable {
    /// The part, white space and all.
    public var text: String
    /// Where it stands in the whole text, in Unicode scalars from its start, which is how Python counts characters.
    public var range: Range<Int>
    /// How many scalars at its beginning the chunk before ends with; 0 for the first one.
    public var overlap: Int

    /// Makes a chunk.
    public init(text: String, range: Range<Int>, overlap: Int = 0) {
        self.text = text
        self.range = range
        self.overlap = overlap
    }

    /// What no chunk before holds; joined, these are the whole text.
    public var newText: Substring { text[text.unicodeScalars.index(text.startIndex, offsetBy: overlap)...] }
}
