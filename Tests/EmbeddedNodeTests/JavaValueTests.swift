import Testing

@testable import EmbeddedNode

@Suite("Values as Java prints them")
struct JavaValueTests {
    @Test(
        "Floats",
        arguments: [
            (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1.5, "-1.5"), (0.001, "0.001"), (9_999_999, "9999999.0"),
            (0.0005, "5.0E-4"), (-0.00012, "-1.2E-4"), (1e-5, "1.0E-5"), (1e7, "1.0E7"), (16_777_216, "1.6777216E7"),
            (1e20, "1.0E20"), (-3.4e38, "-3.4E38"), (1.234e-30, "1.234E-30"),
            (.infinity, "Infinity"), (-.infinity, "-Infinity"), (.nan, "NaN"),
        ] as [(Float, String)]
    )
    func floats(value: Float, text: String) {
        #expect(JavaValue.text(value) == text)
    }
}
