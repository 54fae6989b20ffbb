#include "CLibdeflate.h"

#include <dlfcn.h>
#include <pthread.h>

// The part of libdeflate's stable ABI (soname 0) that is used here. Where its header is installed the compiler checks these
// declarations against it; building does not need the header.
#if __has_include(<libdeflate.h>)
#include <libdeflate.h>
#endif
struct libdeflate_compressor;
struct libdeflate_decompressor;
enum { result_bad_data = 1, result_insufficient_space = 3 };
#if __has_include(<libdeflate.h>)
_Static_assert(result_bad_data == LIBDEFLATE_BAD_DATA, "libdeflate changed its results");
_Static_assert(result_insufficient_space == LIBDEFLATE_INSUFFICIENT_SPACE, "libdeflate changed its results");
typedef enum libdeflate_result result;
#else
typedef int result;
#endif
extern struct libdeflate_compressor *libdeflate_alloc_compressor(int);
extern void libdeflate_free_compressor(struct libdeflate_compressor *);
extern size_t libdeflate_gzip_compress_bound(struct libdeflate_compressor *, size_t);
extern size_t libdeflate_gzip_compress(struct libdeflate_compressor *, const void *, size_t, void *, size_t);
extern struct libdeflate_decompressor *libdeflate_alloc_decompressor(void);
extern void libdeflate_free_decompressor(struct libdeflate_decompressor *);
extern result libdeflate_gzip_decompress_ex(
    struct libdeflate_decompressor *, const void *, size_t, void *, size_t, size_t *, size_t *);

static struct {
    __typeof__(&libdeflate_alloc_compressor) alloc_compressor;
    __typeof__(&libdeflate_free_compressor) free_compressor;
    __typeof__(&libdeflate_gzip_compress_bound) gzip_compress_bound;
    __typeof__(&libdeflate_gzip_compress) gzip_compress;
    __typeof__(&libdeflate_alloc_decompressor) alloc_decompressor;
    __typeof__(&libdeflate_free_decompressor) free_decompressor;
    __typeof__(&libdeflate_gzip_decompress_ex) gzip_decompress_ex;
    bool ready;
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
    static const char *const names[] = {
#ifdef __APPLE__
        "libdeflate.0.dylib", "/opt/homebrew/lib/libdeflate.0.dylib", "/usr/local/lib/libdeflate.0.dylib",
        "/opt/local/lib/libdeflate.0.dylib",
#else
        "libdeflate.so.0", "libdeflate.so",
#endif
    };
    void *handle = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !handle; i++) handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
#define RESOLVE(name) if (!(library.name = (__typeof__(library.name))dlsym(handle, "libdeflate_" #name))) return
    RESOLVE(alloc_compressor);
    RESOLVE(free_compressor);
    RESOLVE(gzip_compress_bound);
    RESOLVE(gzip_compress);
    RESOLVE(alloc_decompressor);
    RESOLVE(free_decompressor);
    RESOLVE(gzip_decompress_ex);
#undef RESOLVE
    library.ready = true;
}

bool clibdeflate_open(void) {
    pthread_once(&once, open_library);
    return library.ready;
}

void *clibdeflate_alloc_compressor(int level) { return library.alloc_compressor(level); }

void clibdeflate_free_compressor(void *compressor) { library.free_compressor(compressor); }

size_t clibdeflate_gzip_compress_bound(void *compressor, size_t count) {
    return library.gzip_compress_bound(compressor, count);
}

size_t clibdeflate_gzip_compress(void *compressor, const void *in, size_t count, void *out, size_t capacity) {
    return library.gzip_compress(compressor, in, count, out, capacity);
}

void *clibdeflate_alloc_decompressor(void) { return library.alloc_decompressor(); }

void clibdeflate_free_decompressor(void *decompressor) { library.free_decompressor(decompressor); }

int clibdeflate_gzip_decompress(
    void *decompressor, const void *in, size_t count, void *out, size_t capacity, size_t *consumed, size_t *produced) {
    return (int)library.gzip_decompress_ex(decompressor, in, count, out, capacity, consumed, produced);
}
