import CLibxml2

/// Reads the text out of HTML by libxml2, which is loaded at the first call.
///
/// Nothing is fetched, no script runs and no entity is expanded but HTML's own. A reader may be used from many tasks at once.
public struct HTMLReader: Sendable {
    /// The largest file to read, in bytes, from 1 to 512 MiB; default 128 MiB.
    ///
    /// Reading takes at most about four times the file's size in memory.
    public var maxBytes = 128 << 20
    /// Whether the `alt` texts of pictures are part of the text; default false.
    public var includesImageTexts = false

    /// Makes a reader of the defaults.
    public init() {}

    /// Whether libxml2 is installed; loads it, which takes milliseconds once.
    public static var isAvailable: Bool { clibxml2_open() }

    /// Reads one HTML file, however broken.
    ///
    /// The charset is that of the byte order mark, else what `<meta>` or an XML declaration names (WHATWG Encoding Standard's
    /// names), else UTF-8 where the bytes are that, else windows-1252. What is not valid in it becomes U+FFFD. Scripts, styles,
    /// `<noscript>`, `<template>`, embedded media, what is `hidden`, `aria-hidden` or not displayed by its own style are left
    /// out.
    ///
    /// - Parameter bytes: The whole file.
    /// - Returns: Its title, text, language and description.
    /// - Throws: ``HTMLTextError`` where it is too large or hostile, or libxml2 is missing.
    /// - Complexity: Linear in the size.
    public func read(_ bytes: [UInt8]) throws(HTMLTextError) -> HTMLPage {
        guard bytes.count <= min(maxBytes, 512 << 20) else {
            throw HTMLTextError(
                .tooLarge,
                "It has \(bytes.count) bytes of HTML, more than the limit of \(maxBytes): cut it into several pages."
            )
        }
        guard clibxml2_open() else {
            throw HTMLTextError(
                .unavailable,
                "libxml2 is not installed, so HTML cannot be read: install libxml2 (apt, dnf or brew), or leave HTML files out."
            )
        }
        let text = HTMLCharset.utf8(bytes)
        guard !text.isEmpty else { return HTMLPage(text: "") }
        let budget = MarkupBudget(text)
        guard budget.attributeCost <= MarkupBudget.limit else {
            throw HTMLTextError(
                .hostile,
                "It has an element with \(budget.mostAttributes) attributes, which no browser would show in time: remove that "
                    + "element, or leave the file out."
            )
        }
        let collector = TextCollector(includesImageTexts: includesImageTexts, maxDepth: budget.maxDepth)
        var events = TextCollector.events
        let parsed = text.withUnsafeBytes {
            $0.baseAddress
                .map {
                    clibxml2_parse_html(
                        $0.assumingMemoryBound(to: CChar.self),
                        Int32(text.count),
                        &events,
                        Unmanaged.passUnretained(collector).toOpaque()
                    )
                } ?? false
        }
        guard parsed else {
            throw HTMLTextError(.unavailable, "There is no memory left to read HTML: read fewer files at once.")
        }
        guard !collector.isTooDeep else {
            throw HTMLTextError(
                .hostile,
                "Its elements are nested more than \(budget.maxDepth) deep: close what is left open, or leave the file out."
            )
        }
        return withExtendedLifetime(collector) { collector.page }
    }
}
