import ESJina
import Elasticsearch
import Embeddings

/// A plan as one HTML page that asks for nothing else: style and plots are inside it, and there are no scripts.
struct PlanPage {
    private let plan: CapacityPlan
    private let report: DryRunReport?
    private let document: PlanDocument
    private let curve: CapacityPlan

    /// Makes the page of a plan; its plot compares all sizes the model was trained for.
    init(_ plan: CapacityPlan, _ report: DryRunReport? = nil) throws {
        self.plan = plan
        self.report = report
        document = PlanDocument(plan, report)
        var options = plan.options
        options.dims = Array(Set(options.model.trainedDims + plan.sizes.map(\.dims)))
            .filter { $0 >= 32 && (try? options.vectors.choice(dims: $0, for: options.capabilities)) != nil }
        options.indexTypes = VectorIndexType.known
        curve = try CapacityPlan(options)
    }

    /// The page.
    func html() -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="generator" content="es-jina plan 1">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(HTML.text(document.heading)) · es-jina plan</title>
        <style>
        \(PlanStyle.css)
        </style>
        </head>
        <body>
        <header>
        <p class="kind">Capacity plan</p>
        <h1>\(HTML.text(title))</h1>
        <p class="for">\(HTML.text(subtitle))</p>
        </header>
        <main>
        <ul class="answers">
        \(answers.joined(separator: "\n"))
        </ul>
        <section>
        <h2>Memory by vector size</h2>
        <figure>
        \(RAMPlot(curve, highlighted: Set(plan.sizes.map(\.dims))).svg)
        <figcaption>\(HTML.text(caption))</figcaption>
        </figure>
        </section>
        <section>
        <h2>Every index type</h2>
        \(plan.sizes.map { table($0.dims) }.joined(separator: "\n"))
        </section>
        <section>
        <h2>What the load takes</h2>
        <dl>
        \(document.facts.map { "<div><dt>\(HTML.text($0.name))</dt><dd>\(HTML.text($0.text))</dd></div>" }.joined(separator: "\n"))
        </dl>
        </section>
        \(rejections)
        </main>
        <footer>Made by es-jina. Sizes are those of merged segments without deleted documents; merges need room for old and new \
        segments at once. RAM is what searches want in the page cache, beside Java’s heap.</footer>
        </body>
        </html>

        """
    }

    // MARK: Words

    private var title: String {
        let corpus = plan.options.corpus
        let kinds = [(corpus.pictures, "picture"), (corpus.texts, "text")].filter { $0.0 > 0 }
        return kinds.isEmpty
            ? "No documents" : kinds.map { HumanUnits.count($0.0, of: $0.1) }.joined(separator: " and ")
    }

    private var subtitle: String {
        "\(plan.options.model.id) on \(plan.options.capabilities.summary), \(HumanUnits.count(plan.options.replicas, of: "replica"))"
    }

    private var caption: String {
        let copies = plan.options.replicas + 1
        return
            "Page cache that searches want, in \(copies == 1 ? "the one copy" : copies == 2 ? "both copies" : "all \(copies) copies"), each size under the index type "
            + "recommended for it."
            + (plan.options.ram.map { ram in
                let there = "the \(HumanUnits.bytes(ram)) there are"
                return RAMPlot(curve, highlighted: []).showsLimit
                    ? " The line is \(there)." : " All are far below \(there)."
            } ?? "")
    }

    private var answers: [String] {
        var cards = plan.sizes.compactMap { size -> String? in
            guard let row = plan.rows.first(where: { $0.dims == size.dims && $0.isRecommended }) else { return nil }
            return card(
                "RAM at \(size.dims) dims",
                HumanUnits.bytes(row.totalRAM),
                "\(row.indexType.rawValue), recommended" + (row.fits.map { $0 ? "; fits" : "; does not fit" } ?? "")
            )
        }
        cards.append(card("Disk", HumanUnits.bytes(plan.whole.totalDisk), "documents and vectors, all copies"))
        if let bound = plan.time.bounds.first {
            cards.append(
                card("Time", "~" + HumanUnits.duration(.seconds(bound.seconds)), "bound by \(bound.explanation)")
            )
        }
        guard document.isBilled else { return cards }
        if let usd = plan.embedding.usd, let price = plan.options.usdPerMillionTokens {
            cards.append(card("Tokens", "~" + HumanUnits.dollars(usd), "at \(HumanUnits.dollars(price)) a million"))
        } else if let tokens = plan.embedding.tokens {
            cards.append(card("Tokens", "~" + HumanUnits.compactCount(tokens), "to be embedded, once for all sizes"))
        }
        return cards
    }

    private func card(_ name: String, _ value: String, _ note: String) -> String {
        "<li><span class=\"name\">\(HTML.text(name))</span><strong>\(HTML.text(value))</strong><span class=\"note\">\(HTML.text(note))</span></li>"
    }

    // MARK: Tables

    private func table(_ dims: Int) -> String {
        let rows = plan.rows.filter { $0.dims == dims }
        let most = max(1, rows.map(\.totalRAM).max() ?? 1)
        let fits = plan.options.ram == nil ? "" : "<th scope=\"col\">Fits</th>"
        return """
            <div class="scroll">
            <table>
            <caption>\(dims) dims\(plan.sizes.first { $0.dims == dims }?.warning.map { " · " + HTML.text($0) } ?? "")</caption>
            <thead><tr><th scope="col">Index type</th><th scope="col" class="wide">RAM, all copies</th><th scope="col">One copy</th>\
            <th scope="col">Graph</th><th scope="col">Disk, all copies</th>\(fits)</tr></thead>
            <tbody>
            \(rows.map { line($0, most: most) }.joined(separator: "\n"))
            </tbody>
            </table>
            </div>
            """
    }

    private func line(_ row: CapacityPlan.Row, most: Int) -> String {
        let name = "<code>\(HTML.text(row.indexType.rawValue))</code>"
        guard let footprint = row.footprint else {
            return
                "<tr class=\"refused\"><th scope=\"row\">\(name)</th><td colspan=\"\(plan.options.ram == nil ? 4 : 5)\">"
                + "\(HTML.text(sentence(row.refusal ?? "refused")))</td></tr>"
        }
        let badge = row.isRecommended ? " <span class=\"badge\">recommended</span>" : ""
        let reason = row.reason.map { "<span class=\"why\">\(HTML.text(sentence($0)))</span>" } ?? ""
        let share = Double(row.totalRAM) / Double(most) * 100
        let bar =
            "<span class=\"bar\" style=\"width:\(HumanUnits.decimal(max(share, 0.5), places: 1))%\" aria-hidden=\"true\"></span>"
        let fits = row.fits.map { "<td class=\"\($0 ? "yes" : "no")\">\($0 ? "yes" : "no")</td>" } ?? ""
        return "<tr\(row.isRecommended ? " class=\"best\"" : "")><th scope=\"row\">\(name)\(badge)\(reason)</th>"
            + "<td class=\"wide\"><span class=\"value\">\(HumanUnits.bytes(row.totalRAM))</span>\(bar)</td>"
            + "<td>\(HumanUnits.bytes(footprint.ramBytes))</td><td>\(HumanUnits.bytes(footprint.graphBytes))</td>"
            + "<td>\(HumanUnits.bytes(row.totalDisk))</td>\(fits)</tr>"
    }

    /// The text with a capital letter and a full stop; names of types keep their small letters.
    private func sentence(_ text: String) -> String {
        let isName = text.prefix { $0 != " " }.contains("_") || text.hasPrefix("flat ") || text.hasPrefix("hnsw ")
        return (isName ? text : text.prefix(1).uppercased() + text.dropFirst()) + (text.hasSuffix(".") ? "" : ".")
    }

    private var rejections: String {
        guard let report, report.rejectedCount > 0 else { return "" }
        let listed = report.ingest.failures.prefix(200)
            .map { "<tr><th scope=\"row\">\(HTML.text($0.position))</th><td>\(HTML.text($0.error.message))</td></tr>" }
        let rest = report.rejectedCount - listed.count
        return """
            <section>
            <h2>Would be rejected: \(HumanUnits.count(report.rejectedCount))</h2>
            <div class="scroll"><table class="faults">
            <thead><tr><th scope="col">Input</th><th scope="col">Reason</th></tr></thead>
            <tbody>
            \(listed.joined(separator: "\n"))
            </tbody>
            </table></div>\(rest > 0 ? "\n<p>And \(HumanUnits.count(rest)) more; --json lists up to 10,000.</p>" : "")
            </section>
            """
    }
}
