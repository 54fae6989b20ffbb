public import HTTPTransport

/// Where spans go, as OpenTelemetry's environment variables say.
///
/// https://opentelemetry.io/docs/specs/otel/protocol/exporter/ names the variables; a variable of traces alone wins over the one
/// of all signals.
public struct OTLPConfiguration: Sendable {
    /// The URL that takes traces.
    public var tracesURL: String
    /// Headers of every export; their values are secrets.
    public var headers: [(name: String, value: Secret)] = []
    /// The longest time of one export; default 10 s.
    public var timeout: Duration = .seconds(10)
    /// What the spans are of: `service.name` and further attributes.
    public var resource: [(key: String, value: String)]

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - tracesURL: The URL that takes traces, such as `http://127.0.0.1:4318/v1/traces`.
    ///   - serviceName: The attribute `service.name`; default `es-jina`.
    public init(tracesURL: String, serviceName: String = "es-jina") {
        self.tracesURL = tracesURL
        resource = [("service.name", serviceName)]
    }

    /// Why the variables cannot be followed.
    public struct InvalidVariable: Error, Sendable, CustomStringConvertible {
        /// Which variable, what is wrong and what to write; never a value of a header.
        public let description: String
    }

    /// Reads `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, and with them `_HEADERS`, `_TIMEOUT` and
    /// `_PROTOCOL`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_EXPORTER` and `OTEL_SDK_DISABLED`.
    ///
    /// It is `nil` where no endpoint is named or tracing is switched off.
    ///
    /// - Parameter environment: The variables; an empty one counts as none.
    /// - Throws: ``InvalidVariable``.
    public init?(environment: [String: String]) throws(InvalidVariable) {
        let variables = OTLPVariables(environment)
        guard !variables.isOff, let endpoint = try variables.tracesURL() else { return nil }
        self.init(tracesURL: endpoint)
        try variables.checkProtocol()
        headers = try variables.headers()
        timeout = try variables.timeout() ?? timeout
        resource = try variables.resource()
    }
}

/// The variables, read one by one.
private struct OTLPVariables {
    typealias Invalid = OTLPConfiguration.InvalidVariable

    let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The variable of traces alone, else that of all signals, with its name.
    private func exporter(_ name: String) -> (name: String, value: String)? {
        for variable in ["OTEL_EXPORTER_OTLP_TRACES_" + name, "OTEL_EXPORTER_OTLP_" + name] {
            if let value = value(variable) { return (variable, value) }
        }
        return nil
    }

    var isOff: Bool {
        if value("OTEL_SDK_DISABLED")?.lowercased() == "true" { return true }
        guard let exporters = value("OTEL_TRACES_EXPORTER") else { return false }
        return !exporters.split(separator: ",").contains { Self.trimmed($0) == "otlp" }
    }

    func tracesURL() throws(Invalid) -> String? {
        guard let (name, url) = exporter("ENDPOINT") else { return nil }
        guard let scheme = ["http://", "https://"].first(where: url.lowercased().hasPrefix),
            url.utf8.count > scheme.utf8.count, url.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { throw Invalid(description: "\(name) is no URL: write it like http://127.0.0.1:4318.") }
        if name.contains("_TRACES_") {
            // Taken as it is, except that a URL without a path has the path "/".
            return url.dropFirst(scheme.count).contains("/") ? url : url + "/"
        }
        return (url.last == "/" ? String(url.dropLast()) : url) + "/v1/traces"
    }

    func checkProtocol() throws(Invalid) {
        guard let (name, value) = exporter("PROTOCOL"), value == "grpc" else { return }
        throw Invalid(
            description:
                "\(name) is grpc, but es-jina sends http/json: set it so, and name the collector's HTTP port, which is "
                + "usually 4318."
        )
    }

    func timeout() throws(Invalid) -> Duration? {
        guard let (name, value) = exporter("TIMEOUT") else { return nil }
        guard let milliseconds = Int(value), milliseconds > 0 else {
            throw Invalid(description: "\(name) is '\(value)': write milliseconds, such as 10000.")
        }
        return .milliseconds(milliseconds)
    }

    func headers() throws(Invalid) -> [(name: String, value: Secret)] {
        guard let (name, value) = exporter("HEADERS") else { return [] }
        guard let pairs = Self.pairs(value),
            pairs.allSatisfy({ key, value in
                key.utf8.allSatisfy(Self.isTokenByte) && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            })
        else { throw Invalid(description: "\(name) cannot be read: write name=value,name=value, percent-encoded.") }
        return pairs.map { (name: $0.key, value: Secret($0.value)) }
    }

    func resource() throws(Invalid) -> [(key: String, value: String)] {
        var pairs: [(key: String, value: String)] = []
        if let value = value("OTEL_RESOURCE_ATTRIBUTES") {
            guard let read = Self.pairs(value) else {
                throw Invalid(
                    description: "OTEL_RESOURCE_ATTRIBUTES cannot be read: write key=value,key=value, percent-encoded."
                )
            }
            pairs = read
        }
        let service = value("OTEL_SERVICE_NAME") ?? pairs.last { $0.key == "service.name" }?.value ?? "es-jina"
        return [("service.name", service)] + pairs.filter { $0.key != "service.name" }
    }

    /// A list as W3C Baggage writes it: `key=value,key=value`, percent-encoded, with properties after `;` left out.
    private static func pairs(_ text: String) -> [(key: String, value: String)]? {
        var pairs: [(key: String, value: String)] = []
        for member in text.split(separator: ",") where !trimmed(member).isEmpty {
            guard let equals = member.firstIndex(of: "=") else { return nil }
            let value = member[member.index(after: equals)...].prefix { $0 != ";" }
            guard let key = decoded(trimmed(member[..<equals])), !key.isEmpty, let plain = decoded(trimmed(value))
            else {
                return nil
            }
            pairs.append((key, plain))
        }
        return pairs
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    private static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
