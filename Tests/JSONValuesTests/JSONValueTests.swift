import JSONValues
import Testing

@Suite struct `JSON values` {
    @Test func `keys keep their order and integers stay integers`() throws {
        let text = #"{"z":1,"a":[1.0,-0.5,1e3,true,null],"m":{"é":"\u00e9\n"}}"#
        let value = try JSONValue.parse(text)
        #expect(value.object?.keys == ["z", "a", "m"])
        #expect(value["z"]?.int == 1)
        guard case .number(1.0)? = value["a"]?[0] else {
            Issue.record("1.0 is no integer")
            return
        }
        #expect(value["m"]?["é"]?.string == "é\n")
        #expect(value.text == #"{"z":1,"a":[1.0,-0.5,1000.0,true,null],"m":{"é":"é\n"}}"#)
    }

    @Test func `strings of every length are read whole, whatever stands where in them`() throws {
        let pieces: [(written: String, read: String)] = [
            ("a", "a"), ("\u{7f}", "\u{7f}"), ("é", "é"), ("😀", "😀"), (#"\""#, "\""), (#"\\"#, "\\"), (#"\n"#, "\n"),
            ("!", "!"),
            ("#", "#"), ("[", "["), ("]", "]"), (#"\u0000"#, "\0"),
        ]
        for length in 0..<34 {
            let front = String(repeating: "x", count: length)
            for (written, read) in pieces {
                for rest in 0..<18 {
                    let back = String(repeating: "y", count: rest)
                    let value = try JSONValue.parse("[\"" + front + written + back + "\",1]")
                    #expect(value == [.string(front + read + back), 1])
                }
            }
            for control in [0x00, 0x09, 0x1F] as [UInt8] {
                let bytes = Array("[\"\(front)".utf8) + [control] + Array("yyyyyyyy\"]".utf8)
                let error = #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
                #expect(error?.column == length + 3)
            }
            let error = #expect(throws: JSONError.self) {
                try JSONValue.parse(Array("[\"\(front)".utf8) + [0xC3] + Array("yyyyyyyyyy\"]".utf8))
            }
            #expect(error?.message == "a string that is not UTF-8")
            #expect(throws: JSONError.self) { try JSONValue.parse("[\"\(front)") }
        }
    }

    @Test func `integers beyond 64 bits keep their digits`() throws {
        let text =
            "[18446744073709551616,-170141183460469231731687303715884105729,9223372036854775807,-9223372036854775808]"
        let value = try JSONValue.parse(text)
        #expect(value.text == text)
        #expect(value[0] == .bigInteger("18446744073709551616"))
        #expect(value[0] != .bigInteger("18446744073709551617"))
        #expect(value[0]?.double == 18446744073709551616)
        #expect(value[0]?.int == nil)
        #expect(value[3]?.int == .min)
    }

    @Test func `numbers are read as Swift reads them, to the last bit`() throws {
        var random = SystemRandomNumberGenerator()
        var texts = [
            "0.1", "-0.0", "1e22", "1e23", "9007199254740993.0", "4.9e-324", "1.7976931348623157e308", "2E-5", "0e999",
        ]
        for _ in 0..<20_000 {
            texts.append(Float(bitPattern: random.next()).description)
            texts.append(Double(bitPattern: random.next()).description)
            texts.append(String(Double.random(in: -1...1)))
            texts.append("0.\(random.next(upperBound: UInt64(1_000_000_000)))e\(Int.random(in: -30...30))")
        }
        for text in texts {
            guard let expected = Double(text), expected.isFinite, case .number(let read) = try JSONValue.parse(text)
            else {
                continue
            }
            #expect(read.bitPattern == expected.bitPattern, "\(text)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func `an object of very many keys is read in time, the last of a doubled key stays`()
        throws
    {
        let keys = (0..<200_000).map { "\"k\($0)\":\($0)" } + ["\"k7\":-1"]
        let value = try JSONValue.parse("{\(keys.joined(separator: ","))}")
        #expect(value.object?.count == 200_000)
        #expect(value["k7"] == -1)
        #expect(value.object?.members[7].key == "k7")
    }

    @Test func `values are equal by meaning`() {
        #expect(JSONValue.integer(1) == .number(1))
        #expect((["a": 1, "b": 2] as JSONValue) == ["b": 2, "a": 1])
        #expect((["a": 1] as JSONValue).hashValue == (["a": 1.0] as JSONValue).hashValue)
        #expect(([1, 2] as JSONValue) != [2, 1])
    }

    @Test(arguments: [
        ("", "expected a value, found the end", 1, 1), ("{\"a\":1,}", "expected a key, found '}'", 1, 8),
        ("[1\n,x]", "expected a value, found 'x'", 2, 2), ("[01]", "a number must not begin with 0", 1, 2),
        ("\"\\x\"", "an unknown escape in a string", 1, 3), ("\"a\nb\"", "a control character inside a string", 1, 3),
        ("{} {}", "unexpected '{' after the end of the value", 1, 4),
        ("[1e999]", "the number 1e999 is out of range", 1, 2),
        ("nul", "expected 'null'", 1, 1), ("\"abc", "a string without its closing quote", 1, 5),
        ("[1.]", "expected a digit after '.', found ']'", 1, 4),
    ])
    func `what is no JSON is pointed at`(text: String, message: String, line: Int, column: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue.parse(text) }
        #expect(error.message == message)
        #expect(error.line == line)
        #expect(error.column == column)
    }

    @Test func `bytes that are not UTF-8 are refused, escapes beyond the basic plane are read`() throws {
        #expect(throws: JSONError.self) { try JSONValue.parse([0x22, 0xFF, 0x22] as [UInt8]) }
        #expect(try JSONValue.parse(#""\ud83c\udf4e""#).string == "🍎")
        #expect(try JSONValue.parse(#""a\ud83cb""#).string == "a\u{FFFD}b")
    }

    @Test func `nesting without end is refused, not followed`() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError.self) { try JSONValue.parse(deep) }
    }

    @Test func `everything written reads back the same`() throws {
        let strings: [JSONValue] = ["\u{0}\u{1F}\"\\/", "日本", "", "\u{7F}\u{2028}"]
        let numbers: [JSONValue] = [.integer(.max), .integer(.min), 0.1, -1e-300, 1.7976931348623157e308]
        let value: JSONValue = ["s": .array(strings), "n": .array(numbers), "e": [[:], []]]
        #expect(try JSONValue.parse(value.serialized()) == value)
        #expect(try JSONValue.parse(value.prettyText) == value)
    }

    @Test func `members are replaced in place and removed by nil`() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object["b"] = nil
        object["c"] = 4
        #expect(object.keys == ["a", "c"])
        #expect(object["a"] == 3)
    }
}
