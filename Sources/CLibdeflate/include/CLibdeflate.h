#ifndef ES_JINA_CLIBDEFLATE_H
#define ES_JINA_CLIBDEFLATE_H

#include <stdbool.h>
#include <stddef.h>

// libdeflate, opened at its first use instead of linked: a process that compresses nothing must not pay for loading it.
// Every function but clibdeflate_open may be called only after clibdeflate_open returned true.

/// Opens the library once for the process; false where it is not installed.
bool clibdeflate_open(void);

void *_Nullable clibdeflate_alloc_compressor(int level);
void clibdeflate_free_compressor(void *_Nonnull compressor);
size_t clibdeflate_gzip_compress_bound(void *_Nonnull compressor, size_t count);
/// The compressed size, or 0 where `capacity` is too small.
size_t clibdeflate_gzip_compress(
    void *_Nonnull compressor, const void *_Nullable in, size_t count, void *_Nullable out, size_t capacity);

void *_Nullable clibdeflate_alloc_decompressor(void);
void clibdeflate_free_decompressor(void *_Nonnull decompressor);
/// Decompresses one gzip member: 0 done, 1 bad data, 3 `capacity` too small.
int clibdeflate_gzip_decompress(
    void *_Nonnull decompressor, const void *_Nullable in, size_t count, void *_Nullable out, size_t capacity,
    size_t *_Nonnull consumed, size_t *_Nonnull produced);

#endif
