#include "CLibpoppler.h"

#include <dlfcn.h>
#include <pthread.h>

// The part of the ABI of Poppler's GLib interface, GObject and GLib that is used here; building needs no header of them.
static struct {
    void *(*g_bytes_new_static)(const void *, size_t);
    void (*g_bytes_unref)(void *);
    void (*g_object_unref)(void *);
    void (*g_free)(void *);
    void *(*poppler_document_new_from_bytes)(void *bytes, const char *password, void **error);
    int (*poppler_document_get_n_pages)(void *);
    void *(*poppler_document_get_page)(void *, int);
    char *(*poppler_page_get_text)(void *);
    bool ready;
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
    static const char *const names[] = {
#ifdef __APPLE__
        "/opt/homebrew/lib/libpoppler-glib.8.dylib", "/usr/local/lib/libpoppler-glib.8.dylib",
        "/opt/local/lib/libpoppler-glib.8.dylib", "libpoppler-glib.8.dylib",
#else
        "libpoppler-glib.so.8", "libpoppler-glib.so",
#endif
    };
    void *handle = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !handle; i++) handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
    // Symbols of GObject and GLib are found through the libraries that Poppler itself was linked with.
#define RESOLVE(name) if (!(library.name = (__typeof__(library.name))dlsym(handle, #name))) return
    RESOLVE(g_bytes_new_static);
    RESOLVE(g_bytes_unref);
    RESOLVE(g_object_unref);
    RESOLVE(g_free);
    RESOLVE(poppler_document_new_from_bytes);
    RESOLVE(poppler_document_get_n_pages);
    RESOLVE(poppler_document_get_page);
    RESOLVE(poppler_page_get_text);
#undef RESOLVE
    library.ready = true;
}

bool clibpoppler_open(void) {
    pthread_once(&once, open_library);
    return library.ready;
}

char *clibpoppler_page_text(const void *bytes, size_t count, int number) {
    void *data = library.g_bytes_new_static(bytes, count);
    void *document = library.poppler_document_new_from_bytes(data, NULL, NULL);
    char *text = NULL;
    if (document) {
        bool exists = number >= 0 && number < library.poppler_document_get_n_pages(document);
        void *page = exists ? library.poppler_document_get_page(document, number) : NULL;
        if (page) {
            text = library.poppler_page_get_text(page);
            library.g_object_unref(page);
        }
        library.g_object_unref(document);
    }
    library.g_bytes_unref(data);
    return text;
}

void clibpoppler_free(char *text) { library.g_free(text); }
