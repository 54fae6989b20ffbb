import ESJina
import Elasticsearch
import Embeddings

/// A plan as people read it.
struct PlanDocument {
    private let plan: CapacityPlan
    private let report: DryRunReport?

    init(_ plan: CapacityPlan, _ report: DryRunReport? = nil) {
        self.plan = plan
        self.report = report
    }

    private var options: CapacityPlan.Options { plan.options }
    private var copies: Int { options.replicas + 1 }

    /// What is planned, the rows, and what the load takes.
    func text(width: Int?, isStyled: Bool) -> String {
        var lines = [heading, table(forPeople: true).text(width: width, isStyled: isStyled)]
        lines += facts.map { "  " + $0.name + String(repeating: " ", count: 15 - $0.name.count) + $0.text }
        var text = lines.joined(separator: "\n") + "\n"
        if let report { text += "\n" + DryRunDocument(report).rejections }
        return text
    }

    /// What there is, for which model and server.
    var heading: String {
        let corpus = options.corpus
        let kinds = [(corpus.pictures, "picture"), (corpus.texts, "text")].filter { $0.0 > 0 }
        let counts =
            kinds.isEmpty ? "No documents" : kinds.map { HumanUnits.count($0.0, of: $0.1) }.joined(separator: " and ")
        return "\(counts), \(options.model.id), \(options.capabilities.summary), "
            + HumanUnits.count(options.replicas, of: "replica")
    }

    /// Sizes by index types: rounded for people, in bytes for programs.
    func table(forPeople: Bool) -> TextTable {
        let all = forPeople ? "× \(copies)" : "TOTAL"
        var columns: [TextTable.Column] = [
            .init("DIMS", .trailing), .init("INDEX TYPE"), .init("RAM", .trailing), .init("GRAPH", .trailing),
            .init(forPeople ? "RAM \(all)" : "TOTAL RAM", .trailing), .init("DISK", .trailing),
            .init(forPeople ? "DISK \(all)" : "TOTAL DISK", .trailing),
        ]
        if options.ram != nil { columns.append(.init("FITS")) }
        columns.append(.init(forPeople ? "" : "NOTE", shrinksTo: 11))
        if !forPeople { columns.append(.init("WHY")) }
        var table = TextTable(columns)
        for row in plan.rows {
            table.rows.append(cells(row, forPeople: forPeople))
            table.notes.append(forPeople ? note(row) : nil)
        }
        return table
    }

    private func cells(_ row: CapacityPlan.Row, forPeople: Bool) -> [TextTable.Cell] {
        func size(_ bytes: Int?) -> TextTable.Cell {
            TextTable.Cell(bytes.map(String.init) ?? "", shown: StyledText(bytes.map(HumanUnits.bytes) ?? "–"))
        }
        let has = row.footprint != nil
        var cells: [TextTable.Cell] = [
            .init(String(row.dims)),
            .init(row.indexType.rawValue, row.isRecommended ? .bold : has ? .plain : .dim),
            size(row.footprint?.ramBytes), size(row.footprint?.graphBytes), size(has ? row.totalRAM : nil),
            size(has ? row.copyDisk : nil), size(has ? row.totalDisk : nil),
        ]
        if options.ram != nil {
            cells.append(.init(row.fits.map { $0 ? "yes" : "no" } ?? "", row.fits == false ? .red : .green))
        }
        cells.append(
            row.isRecommended ? .init("recommended", .green) : row.refusal != nil ? .init("refused", .dim) : ""
        )
        if !forPeople { cells.append(.init(row.refusal ?? row.reason ?? "")) }
        return cells
    }

    private func note(_ row: CapacityPlan.Row) -> StyledText? {
        // Where all types are compared, what each refused one lacks would be most of the table.
        let isChosen = options.indexTypes.count < VectorIndexType.known.count
        let text = row.isRecommended ? row.reason : isChosen ? row.refusal : nil
        return text.map { StyledText($0, .dim) }
    }

    /// What documents, load, tokens and time come to.
    var facts: [(name: String, text: String)] {
        let (corpus, embedding, whole) = (options.corpus, plan.embedding, plan.whole)
        let size = HumanUnits.bytes(Int(corpus.sourceBytes.rounded()))
        var facts: [(name: String, text: String)] = [
            (
                "documents",
                "\(HumanUnits.bytes(plan.documentDisk)) of JSON in all copies, \(size) each without vectors"
                    + suffix(corpus.sourceBytesOrigin)
            )
        ]
        if plan.sizes.count > 1 {
            let sizes = plan.sizes.map { String($0.dims) }.joined(separator: " and ")
            facts.append(
                (
                    "all sizes",
                    "\(HumanUnits.bytes(whole.totalRAM)) of RAM and \(HumanUnits.bytes(whole.totalDisk)) of disk for \(sizes) "
                        + "in one index, each as recommended"
                        + (whole.fits.map { $0 ? "; fits" : "; does not fit" } ?? "")
                )
            )
        }
        facts.append(
            (
                "to send",
                "\(HumanUnits.bytes(whole.bulk.bytes)) in \(HumanUnits.count(whole.bulk.requests, of: "bulk request")), vectors as "
                    + (options.capabilities.acceptsBase64Vectors ? "base64" : "numbers")
            )
        )
        var vectors =
            "\(HumanUnits.count(embedding.pictures + embedding.texts)) in "
            + "\(HumanUnits.count(embedding.requests, of: "request")), once for all sizes"
        if embedding.reused > 0 { vectors += "; \(HumanUnits.count(embedding.reused)) from the cache or like others" }
        facts.append(("to embed", vectors))
        if isBilled {
            facts.append(("tokens", tokens))
            facts.append(("cost", cost))
        }
        facts.append(("time", time))
        return facts
    }

    /// Whether anybody may bill tokens: the offline embedder does not.
    var isBilled: Bool { options.model.id != EmbeddingModel.offlineHashing.id }

    /// How many tokens, and what that rests on.
    var tokens: String {
        let embedding = plan.embedding
        var parts: [String] = []
        if embedding.texts > 0 {
            let each = HumanUnits.count(Int(options.corpus.tokensPerText.rounded()))
            parts.append("\(each) a text\(suffix(options.corpus.tokensOrigin))")
        }
        if embedding.pictures > 0 {
            parts.append(
                options.tokensPerPicture.map {
                    "\(HumanUnits.count($0)) a picture\(suffix(options.tokensPerPictureOrigin))"
                }
                    ?? "nothing is known of pictures"
            )
        }
        let count = embedding.tokens ?? embedding.textTokens
        return "~" + HumanUnits.compactCount(count) + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
    }

    /// What the tokens cost.
    var cost: String {
        guard let price = options.usdPerMillionTokens else {
            return "not known: give the price of a million tokens with --token-price"
        }
        guard let usd = plan.embedding.usd else {
            return "not known: say what a picture is billed as with --tokens-per-picture"
        }
        return "~\(HumanUnits.dollars(usd)) at \(HumanUnits.dollars(price)) a million tokens"
    }

    /// How long the load takes, and why.
    var time: String {
        guard let bound = plan.time.bounds.first else {
            return "not known: no rate is; say --embed-rate or --index-rate, or ingest a part first"
        }
        return "~\(HumanUnits.duration(.seconds(bound.seconds))), bound by \(bound.explanation)"
    }

    private func suffix(_ origin: PlannedCorpus.Origin) -> String { origin == .given ? "" : " (\(origin.rawValue))" }
}
