/// Hears what the toolkit does while it does it; bridge it to the logger, metrics or tracer you have.
///
/// Every function has an empty default, so an observer implements only what it wants to hear. Functions are called from any
/// task, must be quick and must not throw.
public protocol Observer: Sendable {
    /// A request ended, with an answer or without.
    func requestFinished(_ event: RequestEvent)
    /// A request will be sent again after a delay.
    func requestRetried(_ event: RetryEvent)
    /// Work waits because a server or a configured limit asks for it.
    func throttled(_ event: ThrottleEvent)
    /// A batch was answered: documents by an index, inputs by an embedder.
    func batchFinished(_ event: BatchEvent)
    /// A stage of a pipeline is done with the items it had in hand.
    func stageFinished(_ event: StageEvent)
    /// One input reached its end.
    func itemFinished(_ event: ItemEvent)
}

extension Observer {
    /// Does nothing.
    public func requestFinished(_ event: RequestEvent) {}
    /// Does nothing.
    public func requestRetried(_ event: RetryEvent) {}
    /// Does nothing.
    public func throttled(_ event: ThrottleEvent) {}
    /// Does nothing.
    public func batchFinished(_ event: BatchEvent) {}
    /// Does nothing.
    public func stageFinished(_ event: StageEvent) {}
    /// Does nothing.
    public func itemFinished(_ event: ItemEvent) {}
}
