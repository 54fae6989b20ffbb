import CLibcurl
public import HTTPTransport

/// The system's libcurl.
public enum CurlLibrary {
    /// Its version and those of its parts, such as `libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 nghttp2/1.52.0`; opens it.
    ///
    /// - Throws: `TransportError` of kind `unavailable` where there is none that can be used, with the fix.
    public static func version() throws(TransportError) -> String {
        let state = clibcurl_open()
        guard state == CLIBCURL_OPENED else { throw .libcurlUnavailable(state) }
        return String(cString: clibcurl_version())
    }
}
