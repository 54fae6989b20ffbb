// libvips, opened when the first picture comes: linking it would cost every start of the program 16 ms.
// Its own functions take variable arguments, which Swift cannot call; these wrap what is used here.
#ifndef ES_JINA_CLIBVIPS_H
#define ES_JINA_CLIBVIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A lazy picture of libvips. Every function that returns one returns NULL on failure, else a reference to give back with
// clibvips_release.
typedef struct _VipsImage clibvips_image;

// What came of opening the library.
typedef enum __attribute__((enum_extensibility(closed))) {
    clibvips_ready,
    clibvips_missing,
    // Older than 8.13, which brought the list of blocked loaders.
    clibvips_outdated,
    clibvips_failed,
} clibvips_status;

// Opens the library on its first call: silent, with one thread a picture, without a cache, and with all loaders blocked but
// those for JPEG, PNG, WebP, GIF, TIFF, SVG, HEIF and PDF in memory.
clibvips_status clibvips_open(void);

// Pictures are decoded under the shared lock. The library has one error text for all threads, so that the reason of a failure
// is found by decoding again under the exclusive lock.
void clibvips_lock(bool exclusive);
void clibvips_unlock(void);

// Pictures that take much memory are decoded one after the other. Locked inside of the lock above, never around it.
void clibvips_lock_large(void);
void clibvips_unlock_large(void);
// The library's error text, a copy to give back with clibvips_free; empties it.
char *clibvips_take_error(void);
void clibvips_free(void *memory);
// Frees what the library keeps for the calling thread.
void clibvips_leave_thread(void);

// The name of the loader for these bytes; NULL where there is none.
const char *clibvips_loader(const void *bytes, size_t count);
// Reads the header only; `bytes` must outlive the picture.
clibvips_image *clibvips_header(const void *bytes, size_t count);
// Decodes at most as large as the box, upright; shrinks while decoding where the format can. `converts` brings the colours
// from the embedded profile to sRGB, which costs 10 ms. Fails on truncated and damaged data. `bytes` must outlive the picture.
clibvips_image *clibvips_decode(const void *bytes, size_t count, int32_t width, int32_t height, bool converts);
// Decodes a JPEG of grey or sRGB to exactly this size, then upright: `shrink` times smaller (2, 4 or 8) while decoding, which
// spares most of it, then by resampling. Fails on truncated and damaged data. `bytes` must outlive the picture.
clibvips_image *clibvips_decode_jpeg(const void *bytes, size_t count, int32_t shrink, int32_t width, int32_t height);
// Decodes a picture for which clibvips_is_transparent holds to exactly this size, transparency laid on white before it is
// resampled, which spares floating point. Fails on truncated and damaged data. `bytes` must
// outlive the picture.
clibvips_image *clibvips_decode_transparent(const void *bytes, size_t count, int32_t width, int32_t height);
// The major version by 0, the minor by 1, the patch by 2.
int clibvips_version_part(int part);
// Whether libvips was built with the operation of this name, such as `heifload_buffer`.
bool clibvips_has_operation(const char *name);
// Whether libvips was built with a PDF renderer.
bool clibvips_draws_pdf(void);
// A page of a PDF file, from 0, at `scale` times 72 pixels an inch, drawn when its pixels are asked for. `scale` must be
// from 0.001 to 100,000 and `page` below 100,000: other values would be taken for the defaults. `bytes` must outlive the page.
clibvips_image *clibvips_page(const void *bytes, size_t count, int32_t page, double scale);
// Three bands of eight bits in sRGB, transparency laid on white, all pixels in memory.
clibvips_image *clibvips_flat(clibvips_image *image);
// JPEG without metadata into `bytes`, to give back with clibvips_free; 0 on success.
int clibvips_jpeg(clibvips_image *image, int32_t quality, void **bytes, size_t *count);
// PNG without metadata into `bytes`, to give back with clibvips_free; 0 on success.
int clibvips_png(clibvips_image *image, void **bytes, size_t *count);
// The pixels of a flat picture, row by row, owned by the picture.
const uint8_t *clibvips_pixels(clibvips_image *image);
void clibvips_release(clibvips_image *image);

int32_t clibvips_width(clibvips_image *image);
int32_t clibvips_height(clibvips_image *image);
// How many channels, transparency included.
int32_t clibvips_bands(clibvips_image *image);
// How many pages or frames its file has, at least 1.
int32_t clibvips_pages(clibvips_image *image);
int32_t clibvips_orientation(clibvips_image *image);
// Whether it is plain sRGB of eight bits, three bands, one page and no metadata but what every picture has.
bool clibvips_is_plain(clibvips_image *image);
// Whether it is sRGB of eight bits with transparency.
bool clibvips_is_transparent(clibvips_image *image);
// The names of its metadata, ended by NULL, to give back with clibvips_free_names.
char **clibvips_names(clibvips_image *image);
void clibvips_free_names(char **names);
// A text or a blob of its metadata, owned by the picture; NULL where there is none.
const char *clibvips_text(clibvips_image *image, const char *name);
const void *clibvips_blob(clibvips_image *image, const char *name, size_t *count);

#endif
