// PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP
#define _GNU_SOURCE
#include "CLibvips.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

// The part of libvips's and GLib's stable ABIs (soname 42 and 0) that is used here; building needs no header of theirs.
typedef struct _VipsArea VipsArea;
enum { access_sequential = 1, size_down = 2, subsample_on = 1, fail_on_error = 2, kernel_cubic = 2 };
enum { format_uchar = 0, interpretation_srgb = 22 };

static struct {
    int (*init)(const char *);
    int (*version)(int);
    void (*cache_set_max)(int);
    void (*concurrency_set)(int);
    void (*block_untrusted_set)(int);
    void (*operation_block_set)(const char *, int);
    char *(*error_buffer_copy)(void);
    void (*error_clear)(void);
    void (*thread_shutdown)(void);
    size_t (*type_find)(const char *, const char *);
    const char *(*foreign_find_load_buffer)(const void *, size_t);
    clibvips_image *(*image_new_from_buffer)(const void *, size_t, const char *, ...);
    int (*jpegload_buffer)(const void *, size_t, clibvips_image **, ...);
    int (*resize)(clibvips_image *, clibvips_image **, double, ...);
    int (*autorot)(clibvips_image *, clibvips_image **, ...);
    int (*pdfload_buffer)(const void *, size_t, clibvips_image **, ...);
    int (*thumbnail_buffer)(const void *, size_t, clibvips_image **, int, ...);
    int (*colourspace)(clibvips_image *, clibvips_image **, int, ...);
    int (*flatten)(clibvips_image *, clibvips_image **, ...);
    int (*cast)(clibvips_image *, clibvips_image **, int, ...);
    int (*extract_band)(clibvips_image *, clibvips_image **, int, ...);
    clibvips_image *(*image_copy_memory)(clibvips_image *);
    int (*jpegsave_buffer)(clibvips_image *, void **, size_t *, ...);
    int (*pngsave_buffer)(clibvips_image *, void **, size_t *, ...);
    const void *(*image_get_data)(clibvips_image *);
    VipsArea *(*array_double_new)(const double *, int);
    void (*area_unref)(VipsArea *);
    int (*image_get_width)(const clibvips_image *);
    int (*image_get_height)(const clibvips_image *);
    int (*image_get_bands)(const clibvips_image *);
    int (*image_get_format)(const clibvips_image *);
    int (*image_get_interpretation)(const clibvips_image *);
    int (*image_hasalpha)(clibvips_image *);
    int (*image_get_orientation)(clibvips_image *);
    int (*image_get_n_pages)(clibvips_image *);
    size_t (*image_get_typeof)(const clibvips_image *, const char *);
    char **(*image_get_fields)(clibvips_image *);
    int (*image_get_string)(const clibvips_image *, const char *, const char **);
    int (*image_get_blob)(const clibvips_image *, const char *, const void **, size_t *);
} vips;

static struct {
    void (*object_unref)(void *);
    void (*free)(void *);
    void (*strfreev)(char **);
    unsigned (*log_set_handler)(const char *, int, void (*)(const char *, int, const char *, void *), void *);
} glib;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_rwlock_t lock;
static clibvips_status status = clibvips_failed;

static void say_nothing(const char *domain, int level, const char *message, void *data) {
    (void)domain, (void)level, (void)message, (void)data;
}

static bool resolve(void *handle) {
#define RESOLVE(name) if (!(vips.name = (__typeof__(vips.name))dlsym(handle, "vips_" #name))) return false
    RESOLVE(init);
    RESOLVE(version);
    RESOLVE(cache_set_max);
    RESOLVE(concurrency_set);
    RESOLVE(block_untrusted_set);
    RESOLVE(operation_block_set);
    RESOLVE(error_buffer_copy);
    RESOLVE(error_clear);
    RESOLVE(thread_shutdown);
    RESOLVE(type_find);
    RESOLVE(foreign_find_load_buffer);
    RESOLVE(image_new_from_buffer);
    RESOLVE(jpegload_buffer);
    RESOLVE(resize);
    RESOLVE(autorot);
    RESOLVE(pdfload_buffer);
    RESOLVE(thumbnail_buffer);
    RESOLVE(colourspace);
    RESOLVE(flatten);
    RESOLVE(cast);
    RESOLVE(extract_band);
    RESOLVE(image_copy_memory);
    RESOLVE(jpegsave_buffer);
    RESOLVE(pngsave_buffer);
    RESOLVE(image_get_data);
    RESOLVE(array_double_new);
    RESOLVE(area_unref);
    RESOLVE(image_get_width);
    RESOLVE(image_get_height);
    RESOLVE(image_get_bands);
    RESOLVE(image_get_format);
    RESOLVE(image_get_interpretation);
    RESOLVE(image_hasalpha);
    RESOLVE(image_get_orientation);
    RESOLVE(image_get_n_pages);
    RESOLVE(image_get_typeof);
    RESOLVE(image_get_fields);
    RESOLVE(image_get_string);
    RESOLVE(image_get_blob);
#undef RESOLVE
    // GLib came in with libvips, so that its functions are found through the same handle.
#define RESOLVE(name) if (!(glib.name = (__typeof__(glib.name))dlsym(handle, "g_" #name))) return false
    RESOLVE(object_unref);
    RESOLVE(free);
    RESOLVE(strfreev);
    RESOLVE(log_set_handler);
#undef RESOLVE
    return true;
}

static void open_library(void) {
    pthread_rwlockattr_t attributes;
    pthread_rwlockattr_init(&attributes);
#ifdef __linux__
    // Or the one who looks for a reason would wait until no picture is being decoded any more.
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
#endif
    pthread_rwlock_init(&lock, &attributes);
    pthread_rwlockattr_destroy(&attributes);

    static const char *const names[] = {
#ifdef __APPLE__
        "libvips.42.dylib", "/opt/homebrew/lib/libvips.42.dylib", "/usr/local/lib/libvips.42.dylib",
        "/opt/local/lib/libvips.42.dylib",
#else
        "libvips.so.42", "libvips.so",
#endif
    };
    void *handle = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !handle; i++) handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        status = clibvips_missing;
        return;
    }
    if (!resolve(handle) || vips.version(0) < 8 || (vips.version(0) == 8 && vips.version(1) < 13)) {
        status = clibvips_outdated;
        return;
    }
    static const char *const domains[] = {"VIPS", "GLib", "GLib-GObject", "GLib-GIO", "GdkPixbuf", "Pango", "librsvg"};
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        // All levels but the fatal and the recursive one.
        glib.log_set_handler(domains[i], ~3, say_nothing, NULL);
    }
    if (vips.init("es-jina") != 0) return;
    vips.cache_set_max(0);
    vips.concurrency_set(1);
    vips.block_untrusted_set(1);
    vips.operation_block_set("VipsForeignLoad", 1);
    // libvips calls two of these untrusted. SVG passes a guard of our own first. PDF has no picture that could stand in for a
    // page, and of the renderers there are, Poppler or PDFium in the system's libvips is one that gets its fixes with the
    // system; it runs no script, opens no file and no address, and is asked for one page at a time.
    static const char *const loaders[] = {
        "VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer", "VipsForeignLoadNsgifBuffer",
        "VipsForeignLoadTiffBuffer", "VipsForeignLoadSvgBuffer", "VipsForeignLoadHeifBuffer", "VipsForeignLoadPdfBuffer",
    };
    for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) vips.operation_block_set(loaders[i], 0);
    vips.error_clear();
    status = clibvips_ready;
}

clibvips_status clibvips_open(void) {
    pthread_once(&once, open_library);
    return status;
}

void clibvips_lock(bool exclusive) {
    if (exclusive) {
        pthread_rwlock_wrlock(&lock);
        vips.error_clear();
    } else {
        pthread_rwlock_rdlock(&lock);
    }
}

void clibvips_unlock(void) { pthread_rwlock_unlock(&lock); }

static pthread_mutex_t large = PTHREAD_MUTEX_INITIALIZER;

void clibvips_lock_large(void) { pthread_mutex_lock(&large); }

void clibvips_unlock_large(void) { pthread_mutex_unlock(&large); }

char *clibvips_take_error(void) {
    char *text = vips.error_buffer_copy();
    vips.error_clear();
    return text;
}

void clibvips_free(void *memory) { glib.free(memory); }

void clibvips_leave_thread(void) { vips.thread_shutdown(); }

const char *clibvips_loader(const void *bytes, size_t count) { return vips.foreign_find_load_buffer(bytes, count); }

clibvips_image *clibvips_header(const void *bytes, size_t count) {
    return vips.image_new_from_buffer(bytes, count, "", "access", access_sequential, NULL);
}

// Four bands to three, transparency laid on white.
static clibvips_image *on_white(clibvips_image *image) {
    const double white[] = {255, 255, 255};
    VipsArea *background = vips.array_double_new(white, 3);
    clibvips_image *out = NULL;
    int failed = vips.flatten(image, &out, "background", background, NULL);
    vips.area_unref(background);
    return failed ? NULL : out;
}

clibvips_image *clibvips_decode(const void *bytes, size_t count, int32_t width, int32_t height, bool converts) {
    clibvips_image *out = NULL;
    // `fail_on` goes to the loader as text, because 8.14 keeps the option of that name to itself. A NULL in the place of an
    // option's name ends the list, so that the profile comes last.
    int failed = vips.thumbnail_buffer(
        bytes, count, &out, width, "height", height, "size", size_down, "option_string", "[fail_on=error]",
        converts ? "export_profile" : NULL, "srgb", NULL);
    return failed ? NULL : out;
}

clibvips_image *clibvips_decode_jpeg(const void *bytes, size_t count, int32_t shrink, int32_t width, int32_t height) {
    clibvips_image *steps[3] = {NULL};
    clibvips_image *result = NULL;
    if (vips.jpegload_buffer(
            bytes, count, &steps[0], "shrink", shrink, "access", access_sequential, "fail_on", fail_on_error, NULL))
        goto done;
    double across = (double)width / vips.image_get_width(steps[0]);
    double down = (double)height / vips.image_get_height(steps[0]);
    if (vips.resize(steps[0], &steps[1], across, "vscale", down, "kernel", kernel_cubic, NULL)) goto done;
    if (vips.image_get_orientation(steps[1]) == 1) {
        result = steps[1];
        steps[1] = NULL;
        goto done;
    }
    // Turning asks for rows in another order than they are decoded in.
    steps[2] = vips.image_copy_memory(steps[1]);
    if (steps[2]) vips.autorot(steps[2], &result, NULL);
done:
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) clibvips_release(steps[i]);
    return result;
}

clibvips_image *clibvips_decode_transparent(const void *bytes, size_t count, int32_t width, int32_t height) {
    clibvips_image *steps[3] = {NULL};
    clibvips_image *result = NULL;
    steps[0] = vips.image_new_from_buffer(bytes, count, "[fail_on=error]", "access", access_sequential, NULL);
    if (!steps[0] || !(steps[1] = on_white(steps[0]))) goto done;
    double across = (double)width / vips.image_get_width(steps[1]);
    double down = (double)height / vips.image_get_height(steps[1]);
    if (across < 1 || down < 1) {
        if (vips.resize(steps[1], &steps[2], across, "vscale", down, NULL)) goto done;
        result = steps[2];
        steps[2] = NULL;
    } else {
        result = steps[1];
        steps[1] = NULL;
    }
done:
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) clibvips_release(steps[i]);
    return result;
}

int clibvips_version_part(int part) { return vips.version(part); }

bool clibvips_has_operation(const char *name) { return vips.type_find("VipsOperation", name) != 0; }

bool clibvips_draws_pdf(void) { return vips.type_find("VipsOperation", "pdfload_buffer") != 0; }

clibvips_image *clibvips_page(const void *bytes, size_t count, int32_t page, double scale) {
    clibvips_image *out = NULL;
    return vips.pdfload_buffer(bytes, count, &out, "page", page, "scale", scale, NULL) ? NULL : out;
}

clibvips_image *clibvips_flat(clibvips_image *image) {
    clibvips_image *steps[4] = {NULL};
    clibvips_image *last = image, *result = NULL;
    if (vips.image_get_interpretation(last) != interpretation_srgb) {
        if (vips.colourspace(last, &steps[0], interpretation_srgb, NULL)) goto done;
        last = steps[0];
    }
    if (vips.image_get_bands(last) > 4) {
        // TIFF may carry further channels; which of them would be the transparency is not said.
        if (vips.extract_band(last, &steps[1], 0, "n", 3, NULL)) goto done;
        last = steps[1];
    } else if (vips.image_hasalpha(last)) {
        if (!(steps[1] = on_white(last))) goto done;
        last = steps[1];
    }
    if (vips.image_get_bands(last) > 3) {
        // A fourth that is no transparency.
        if (vips.extract_band(last, &steps[2], 0, "n", 3, NULL)) goto done;
        last = steps[2];
    } else if (vips.image_get_bands(last) < 3) {
        goto done;
    }
    if (vips.image_get_format(last) != format_uchar) {
        if (vips.cast(last, &steps[3], format_uchar, NULL)) goto done;
        last = steps[3];
    }
    result = vips.image_copy_memory(last);
done:
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) clibvips_release(steps[i]);
    return result;
}

int clibvips_jpeg(clibvips_image *image, int32_t quality, void **bytes, size_t *count) {
    *bytes = NULL;
    *count = 0;
    return vips.jpegsave_buffer(
        image, bytes, count, "Q", quality, "strip", 1, "subsample_mode", subsample_on, NULL);
}

int clibvips_png(clibvips_image *image, void **bytes, size_t *count) {
    *bytes = NULL;
    *count = 0;
    return vips.pngsave_buffer(image, bytes, count, "strip", 1, NULL);
}

const uint8_t *clibvips_pixels(clibvips_image *image) { return vips.image_get_data(image); }

void clibvips_release(clibvips_image *image) {
    if (image) glib.object_unref(image);
}

int32_t clibvips_width(clibvips_image *image) { return vips.image_get_width(image); }
int32_t clibvips_height(clibvips_image *image) { return vips.image_get_height(image); }
int32_t clibvips_bands(clibvips_image *image) { return vips.image_get_bands(image); }
int32_t clibvips_pages(clibvips_image *image) { return vips.image_get_n_pages(image); }
int32_t clibvips_orientation(clibvips_image *image) { return vips.image_get_orientation(image); }

bool clibvips_is_plain(clibvips_image *image) {
    static const char *const metadata[] = {
        "icc-profile-data", "exif-data", "xmp-data", "iptc-data", "photoshop-data", "orientation",
    };
    for (size_t i = 0; i < sizeof metadata / sizeof *metadata; i++) {
        if (vips.image_get_typeof(image, metadata[i])) return false;
    }
    return vips.image_get_interpretation(image) == interpretation_srgb && vips.image_get_bands(image) == 3
        && vips.image_get_format(image) == format_uchar && vips.image_get_n_pages(image) == 1;
}

bool clibvips_is_transparent(clibvips_image *image) {
    return vips.image_get_interpretation(image) == interpretation_srgb && vips.image_get_bands(image) == 4
        && vips.image_get_format(image) == format_uchar && vips.image_hasalpha(image);
}

char **clibvips_names(clibvips_image *image) { return vips.image_get_fields(image); }
void clibvips_free_names(char **names) { glib.strfreev(names); }

const char *clibvips_text(clibvips_image *image, const char *name) {
    const char *text = NULL;
    // Asked for first, because a missing name would leave a message in the error text of all threads.
    if (!vips.image_get_typeof(image, name) || vips.image_get_string(image, name, &text)) return NULL;
    return text;
}

const void *clibvips_blob(clibvips_image *image, const char *name, size_t *count) {
    const void *bytes = NULL;
    *count = 0;
    if (!vips.image_get_typeof(image, name) || vips.image_get_blob(image, name, &bytes, count)) return NULL;
    return bytes;
}
