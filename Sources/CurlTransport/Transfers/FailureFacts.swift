import CLibcurl
import HTTPTransport

/// What is known about a failed transfer, apart from libcurl's code for it.
struct FailureFacts {
    var origin: String
    var operation = ""
    var isSecure = false
    var timeouts = HTTPTimeouts()
    var maxResponseBytes = 0
    var stop: Transfer.Stop?
    /// Whether any byte of the request may have left.
    var requestBytesSent = true
    /// Whether a part of the answer came.
    var answerBegan = false
    var receivedBytes = 0
    /// libcurl's own words.
    var detail = ""
    /// The system's error number; 0 for none.
    var systemError: Int32 = 0
    var trust = CurlConfiguration.Trust.system
    var clientCertificateFile: String?
    var usesConfiguredProxy = false
    /// Whether an address of the host was not allowed.
    var wasRefusedAddress = false

    init(origin: String) { self.origin = origin }

    init(_ transfer: Transfer, _ easy: EasyHandle?, _ configuration: CurlConfiguration) {
        let job = transfer.job
        origin = job.target.origin
        operation = job.request.operation
        isSecure = job.target.isSecure
        timeouts = job.timeouts
        maxResponseBytes = job.maxResponseBytes
        stop = transfer.stop
        requestBytesSent = (easy?.long(CURLINFO_REQUEST_SIZE) ?? 0) > 0
        answerBegan = transfer.status != 0
        receivedBytes = transfer.body.count
        detail = easy?.detail ?? ""
        systemError = Int32(truncatingIfNeeded: easy?.long(CURLINFO_OS_ERRNO) ?? 0)
        trust = configuration.trust
        clientCertificateFile = configuration.clientCertificate?.certificateFile
        wasRefusedAddress = transfer.wasRefusedAddress
        if case .server = configuration.proxy.route { usesConfiguredProxy = true }
    }
}
