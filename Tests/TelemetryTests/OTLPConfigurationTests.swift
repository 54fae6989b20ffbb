import HTTPTransport
import Telemetry
import Testing

@Suite struct OTLPConfigurationTests {
    private func url(_ variables: [String: String]) throws -> String? {
        try OTLPConfiguration(environment: variables)?.tracesURL
    }

    @Test func `the endpoint of all signals gets the path of traces, the one of traces is taken as it is`() throws {
        #expect(try url([:]) == nil)
        #expect(try url(["OTEL_EXPORTER_OTLP_ENDPOINT": ""]) == nil)
        #expect(try url(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"]) == "http://c:4318/v1/traces")
        #expect(try url(["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c/otlp/"]) == "https://c/otlp/v1/traces")
        let both = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t/x"]
        #expect(try url(both) == "http://t/x")
        #expect(try url(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t:1"]) == "http://t:1/")
    }

    @Test func `tracing can be switched off`() throws {
        let on = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"]
        #expect(try url(on.merging(["OTEL_SDK_DISABLED": "True"]) { $1 }) == nil)
        #expect(try url(on.merging(["OTEL_TRACES_EXPORTER": "none"]) { $1 }) == nil)
        #expect(try url(on.merging(["OTEL_TRACES_EXPORTER": "console, otlp"]) { $1 }) != nil)
        #expect(try url(on.merging(["OTEL_SDK_DISABLED": "yes"]) { $1 }) != nil)
    }

    @Test func `headers and attributes are percent-decoded, and the headers are secrets`() throws {
        let configuration = try #require(
            try OTLPConfiguration(environment: [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c",
                "OTEL_EXPORTER_OTLP_HEADERS": " Authorization=Basic%20aHVudGVyMg==, x-scope = a%2Cb ;p=1,",
                "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=prod,service.name=loader,who=J%C3%B6rg",
                "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
            ])
        )
        #expect(configuration.headers.map(\.name) == ["Authorization", "x-scope"])
        #expect(configuration.headers.map { $0.value.withExposedValue { $0 } } == ["Basic aHVudGVyMg==", "a,b"])
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("aHVudGVyMg"))
        #expect(configuration.resource.map(\.key) == ["service.name", "deployment.environment.name", "who"])
        #expect(configuration.resource.map(\.value) == ["loader", "prod", "Jörg"])
        #expect(configuration.timeout == .milliseconds(2500))
    }

    @Test func `the name of the service wins over the attributes, and defaults to the program's`() throws {
        let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_RESOURCE_ATTRIBUTES": "service.name=a"]
        let named = endpoint.merging(["OTEL_SERVICE_NAME": "b"]) { $1 }
        #expect(try OTLPConfiguration(environment: named)?.resource.map(\.value) == ["b"])
        let bare = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"]
        #expect(try OTLPConfiguration(environment: bare)?.resource.map(\.value) == ["es-jina"])
    }

    @Test(arguments: [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "OTEL_EXPORTER_OTLP_ENDPOINT is no URL"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is no URL"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "4318"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "write milliseconds"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "hunter2", "OTEL_EXPORTER_OTLP_HEADERS cannot be read"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=hunter2%0D%0AX: 1", "OTEL_EXPORTER_OTLP_HEADERS cannot be read"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=hunter2%zz", "OTEL_EXPORTER_OTLP_HEADERS cannot be read"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a b=hunter2", "OTEL_EXPORTER_OTLP_HEADERS cannot be read"),
        ("OTEL_RESOURCE_ATTRIBUTES", "a=%ff", "OTEL_RESOURCE_ATTRIBUTES cannot be read"),
    ])
    func `a variable that cannot be followed is named, without its secrets`(name: String, value: String, says: String) {
        let variables = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"].merging([name: value]) { $1 }
        let error = #expect(throws: OTLPConfiguration.InvalidVariable.self) {
            try OTLPConfiguration(environment: variables)
        }
        #expect(error?.description.contains(says) == true)
        #expect(error?.description.contains("hunter2") == false)
    }
}
