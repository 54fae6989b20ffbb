public import HTTPTransport

/// Fetches pictures from http and https URLs, within limits.
///
/// Which addresses may be reached is the transport's part, since only it sees what a name means at the moment of connecting. For
/// URLs that strangers wrote, give a `LibcurlTransport` whose `addresses` are `publicOnly`; each redirect passes it again:
///
/// ```swift
/// var network = CurlConfiguration()
/// network.addresses = .publicOnly
/// network.maxConnectionsPerHost = 4
/// let fetcher = HTTPImageFetcher(transport: LibcurlTransport(network))
/// ```
///
/// No cookies, credentials or referrers are sent. Messages name URLs without their queries.
public struct HTTPImageFetcher: ImageFetcher {
    /// What a fetch may cost.
    public struct Limits: Sendable, Hashable {
        /// The largest picture, in bytes, decompressed; default 32 MiB.
        ///
        /// A larger one is given up while it arrives.
        public var maxBytes = 32 << 20
        /// The most redirects to follow for one picture; default 5, 0 for none.
        public var maxRedirects = 5
        /// The longest time for one picture, redirects included; default 30 s.
        public var total = Duration.seconds(30)
        /// The longest silence of a server; default 10 s.
        public var stall = Duration.seconds(10)

        /// Makes limits of the defaults.
        public init() {}
    }

    private let transport: any HTTPTransport
    /// What a fetch may cost.
    public let limits: Limits

    /// Makes a fetcher.
    ///
    /// - Parameters:
    ///   - transport: What reaches the servers, and decides which addresses it reaches; it must not follow redirects itself.
    ///   - limits: What a fetch may cost.
    public init(transport: any HTTPTransport, limits: Limits = Limits()) {
        self.transport = transport
        self.limits = limits
    }

    /// Fetches one picture: one `GET`, and one more for each redirect.
    ///
    /// - Parameters:
    ///   - url: An http or https URL; spaces and letters beyond ASCII in its path and query are percent-encoded.
    ///   - name: What names the input in errors.
    /// - Returns: The encoded picture, of which only the first bytes were looked at.
    /// - Throws: ``InputError`` at the stage `fetch`, naming the input, the reason and the fix.
    public func fetch(_ url: String, name: String) async throws(InputError) -> [UInt8] {
        let deadline = ContinuousClock.now + limits.total
        var target: WebURL
        do throws(WebURL.Flaw) {
            target = try WebURL(url)
        } catch {
            throw InputError(.fetch, "\(name) names its picture by a URL that cannot be fetched: \(error.reason).")
        }
        var seen: Set<WebURL> = [target]
        while true {
            let answer = try await get(target, name, until: deadline)
            guard let location = redirect(answer) else { return try picture(in: answer, target, name) }
            let next: WebURL
            do throws(WebURL.Flaw) {
                next = try target.resolving(location)
            } catch {
                throw failure(name, target, "it redirects to a URL that cannot be fetched: \(error.reason)")
            }
            guard seen.insert(next).inserted else {
                throw failure(name, target, "it redirects in a circle: check the URL in a browser")
            }
            guard seen.count <= limits.maxRedirects + 1 else {
                throw failure(
                    name,
                    target,
                    "it is redirected more than \(limits.maxRedirects) times: give the URL that the redirects end at"
                )
            }
            target = next
        }
    }

    private func get(
        _ target: WebURL,
        _ name: String,
        until deadline: ContinuousClock.Instant
    ) async throws(InputError) -> HTTPResponse {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else {
            throw failure(name, target, "it took longer than \(limits.total): raise the time for one picture")
        }
        let request = HTTPRequest(
            .get,
            target.text,
            headers: ["Accept": "image/*"],
            timeouts: HTTPTimeouts(connect: min(left, limits.stall), total: left, stall: min(left, limits.stall)),
            maxResponseBytes: limits.maxBytes,
            operation: "fetch"
        )
        do {
            return try await send(request, until: deadline)
        } catch is TimeIsUp {
            throw failure(name, target, "it took longer than \(limits.total): raise the time for one picture")
        } catch let error as TransportError where error.kind == .responseTooLarge {
            throw failure(
                name,
                target,
                "it has more than \(limits.maxBytes) bytes: raise the limit, or give a smaller picture"
            )
        } catch is CancellationError {
            throw failure(name, target, "the run was stopped before")
        } catch let error as TransportError {
            throw InputError(
                .fetch,
                "\(name) names the picture \(target.shown), which was not fetched. \(error.message)"
            )
        } catch {
            throw failure(name, target, "\(error)")
        }
    }

    /// Sends `request`; the transport keeps the time, and what stands before it, such as retries, may not stretch it.
    private func send(
        _ request: HTTPRequest,
        until deadline: ContinuousClock.Instant
    ) async throws -> HTTPResponse {
        try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            group.addTask { [transport] in try await transport.send(request) }
            group.addTask {
                // A moment later, because the transport can say more about what was slow.
                try await Task.sleep(until: deadline + .milliseconds(250), clock: .continuous)
                throw TimeIsUp()
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw TimeIsUp() }
            return answer
        }
    }

    private struct TimeIsUp: Error {}

    /// Where an answer says that the picture is instead.
    private func redirect(_ answer: HTTPResponse) -> String? {
        [301, 302, 303, 307, 308].contains(answer.status) ? answer.headers["Location"] : nil
    }

    private func picture(in answer: HTTPResponse, _ target: WebURL, _ name: String) throws(InputError) -> [UInt8] {
        guard answer.status == 200 else {
            var error = failure(
                name,
                target,
                "the server answers with status \(answer.status): \(Self.fix(answer.status))"
            )
            error.status = answer.status
            throw error
        }
        // Transports keep the limit while they read; one that does not must not get around it.
        guard answer.body.count <= limits.maxBytes else {
            throw failure(
                name,
                target,
                "it has more than \(limits.maxBytes) bytes: raise the limit, or give a smaller picture"
            )
        }
        guard ImageSignature.isImage(answer.body) else {
            throw failure(
                name,
                target,
                "the server sends \(ImageSignature.describe(answer.body)) in place of a picture: check the URL in a browser "
                    + "where you are not signed in"
            )
        }
        return answer.body
    }

    private static func fix(_ status: Int) -> String {
        switch status {
        case 401, 403: "it wants a permission, and none is sent; download the picture and give its path"
        case 404, 410: "check the URL"
        case 429, 500...: "try again later"
        default: "check the URL in a browser"
        }
    }

    private func failure(_ name: String, _ target: WebURL, _ reason: String) -> InputError {
        InputError(.fetch, "\(name) names the picture \(target.shown), which was not fetched: \(reason).")
    }
}
