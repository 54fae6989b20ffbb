extension TransportError.Kind {
    /// A part of the request cannot be sent: a method or header that would break the protocol.
    public static let invalidRequest = TransportError.Kind(rawValue: "invalid_request")
}
