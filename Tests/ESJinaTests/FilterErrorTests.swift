import ESJina
import TestSupport
import Testing

@Suite struct `Filters that cannot be used` {
    /// Mistakes of writing.
    private static let mistyped = [
        "", "   ", "lang", "lang ==", "lang == ", "== fr", "lang == \"fr", "lang == 'it's'", "lang == \"a\\q\"",
        "lang == \"\\u12\"", "lang = fr", "lang === fr", "lang <> fr", "year => 2020", "year =< 2020", "path =~ \"x\"",
        "path !~ \"x\"", "year == == 1", "lang == fr & year == 1", "lang == fr | year == 1", "& lang == fr",
        "lang == fr &&", "lang == fr && && year == 1", "|| lang == fr", "lang == fr or", "and lang == fr",
        "lang == fr year == 2020", "caption : red apple", "caption : \"red\" \"apple\"", "(lang == fr", "lang == fr)",
        "((lang == fr) && year == 1", "(lang == fr year == 1)", "()", "lang == (fr)", "2000 < year < 2010",
        "2000 <= `weird field` <= 2010", "2000 < year", "\"fr\" == lang", "\"lang\" == fr", "2000 < year <", "2020 > 4",
        "2000 < year < 2010 && lang == fr", "year > 2000 < 2010", "year == 2000 == 2001", "lang == [fr, en]",
        "lang in []",
        "lang in [fr, ]", "lang in [fr", "lang in [fr en]", "lang in [fr;en]", "lang in (fr, en)", "lang in fr",
        "lang in",
        "lang == fr, en", "year in 2000..", "year in ..2010", "year in 2000...2010", "year in 2000..<2010",
        "year == 2000..2010", "year 2000", "lang is fr", "lang contains fr", "path like \"a%\"", "year between 1 and 2",
        "year gte 5", "not", "lang not == fr", "in == box", "or == 1", "lang == and", "lang == null", "lang != NULL",
        "lang == f*", "lang ! fr", "exists lang", "exists(\"lang\")", "exists()", "exists(lang", "exists(lang, year)",
        "exist(lang)", "nearby(place, 1, 2, 3km)", "size(tags) > 2", "starts_with(path)", "starts_with(path, \"\")",
        "starts_with(\"path\", x)", "near(place, 48.85)", "near(place, 48,85, 2,35, 10km)",
        "near(place, 98.85, 2.35, 10km)",
        "near(place, 48.85, 200, 10km)", "near(place, 48.85, 2.35, 10)", "near(place, 48.85, 2.35, 10miles)",
        "near(place, 48.85, 2.35, 0km)", "near(place, 48.85, 2.35, far)", "near(place, north, 2.35, 10km)",
        "near(48.85, 2.35, place, 10km)", "lang == `fr`", "`` == 1", "`lang == fr", "date >= 2020-01-01T10:00",
        "lang == “fr”", "year ≥ 2020", "lang == #fr", "lang == fr ; year == 1", "lang == fr\n&& year = 2020",
        "名前 == 太郎 && 年 = 2020", "caption : \"e\u{301}te\u{301}\" && lang = fr", "caption : \"👩‍👩‍👧 🇫🇷\" && lang = fr",
        "\tlang = fr", "path ~ \"\"", "caption : ' '", "lang == \u{202E}fr",
        "lang in [\"" + Array(repeating: "value", count: 60).joined(separator: "\", \"") + "\"] & year == 2020 && "
            + Array(repeating: "year == 2020", count: 20).joined(separator: " || "),
        String(repeating: "(", count: 65) + "lang == fr",
        String(repeating: "!(lang == fr || year == 1 && ", count: 12) + "exists(lang)"
            + String(repeating: ")", count: 12),
        Array(repeating: "year == 1", count: 1_025).joined(separator: "||"),
    ]

    /// What does not fit the mapping.
    private static let misfitting = [
        "lnag == fr", "year > 1 && Lang == fr", "name == \"Ann Lee\"", "zzzzzzzz == 1", "captions.fr : chien",
        "名 == 太郎 || year == 1", "lang.x == 1", "caption == \"red apple\"", "caption != red", "caption in [red]",
        "caption >= a", "caption ~ \"re*\"", "starts_with(caption, re)", "captions.en == dog",
        "title == \"A very long title indeed\"",
        "title != \"A very long title indeed\"", "lang == fr && title in [\"Paris\", \"A very long title indeed\"]",
        "starts_with(title, \"A very long title\")", "tags == \"ÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀÀ\"",
        "title == \"🙂🙂🙂🙂🙂🙂🙂🙂🙂\"", "year == abc", "year == \"20 20\"", "year > twenty", "year == true", "year == 2020.5",
        "year == 3000000000", "year < -3000000000", "pages == 40000", "year in [2020, \"abc\"]", "year in [1, 2.5]",
        "year in 1..x", "year in 2010..2000", "lang in z..a", "year == 1e999", "year == 0x10",
        "size == 9223372036854775808",
        "big == -1", "price == cheap", "price in [1, true]", "price > NaN", "price == lang", "deleted == 1",
        "deleted == yes",
        "deleted > false", "deleted in [true, maybe]", "date > 20200101", "date == 1577836800", "date > 2020-02-30",
        "date == 2020-1-1", "date == 31.12.2020", "date >= yesterday", "date > now-7", "date > now-7x",
        "date > \"now - 7d\"", "date > \"2020-01-01||+1\"", "date == true", "date in [2020-01-01, soon]", "date == 1.5",
        "slashed > now-7q", "lang > 5", "code >= 007", "code in 1..5", "place == \"48,2\"", "place > 5",
        "near(lang, 1, 2, 3km)", "vector == 1", "vector ~ x*", "shape == x", "author == Bob", "author : Bob",
        "captions : dog",
        "comments == good", "labels == prod", "hidden == 1", "note == kept", "exists(note)", "host == localhost",
        "host == 10.0.0", "host > 10.0.0.0/8", "host == 10.0.0.256", "year ~ 20*", "starts_with(year, 20)",
        "date ~ 2020*",
        "_id > 5", "_id ~ 5*", "exists(nothing)", "missing(languages)", "comments.whom == ann",
        "lang == fr && 名前 == 太郎 && `weird fields` == x", "tags == \"日本\" && 名前 == \"é\" && yaer == 1",
        "(lang == fr || (year == 2020 && (deleted == maybe)))",
    ]

    @Test func `mistakes of writing are pointed at`() {
        check(Self.mistyped, as: "filter-syntax-errors.txt") { _ = try FilterExpression(parsing: $0) }
    }

    @Test func `what does not fit the index is pointed at`() throws {
        let mapping = try `Filter expressions`.mapping
        for text in Self.misfitting {
            #expect(throws: Never.self, "\(text)") { try FilterExpression(parsing: text) }
        }
        check(Self.misfitting, as: "filter-mapping-errors.txt") {
            _ = try FilterExpression(parsing: $0).query(for: mapping)
        }
    }

    private func check(_ filters: [String], as name: String, _ use: (String) throws -> Void) {
        var golden = ""
        for text in filters {
            guard let error = #expect(throws: ExpressionError.self, "\(text)", performing: { try use(text) }) else {
                continue
            }
            #expect(1...text.count + 1 ~= error.column)
            #expect(error.text == text)
            golden += "\(error.column): \(error)\n\n"
        }
        #expect(GoldenFile.mismatch(golden, as: name) == nil)
    }
}
