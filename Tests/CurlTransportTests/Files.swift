#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

func removeFile(_ path: String) { unlink(path) }

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
