#include "CLibxml2.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>

// The part of libxml2's ABI that is used here, the same in its sonames 2 and 16; building needs no header of it.
typedef void (*function)(void);
typedef struct {
    function before_elements[14];
    void (*start_element)(void *, const unsigned char *, const unsigned char **);
    void (*end_element)(void *, const unsigned char *);
    function reference;
    void (*characters)(void *, const unsigned char *, int);
    void (*ignorable_whitespace)(void *, const unsigned char *, int);
    function processing_instruction, comment, warning, error, fatal_error, get_parameter_entity;
    void (*cdata_block)(void *, const unsigned char *, int);
    function external_subset;
    // Which of the two interfaces the table is for; left as the library sets it.
    unsigned int initialized;
    void *application;
    function start_element_ns, end_element_ns, structured_error;
} sax_handler;
typedef struct {
    sax_handler *sax;
    void *user_data;
    // More follows.
} parser_context;
enum {
    parse_recover = 1 << 0,
    parse_no_error = 1 << 5,
    parse_no_warning = 1 << 6,
    parse_no_net = 1 << 11,
    parse_huge = 1 << 19,
    parse_ignore_encoding = 1 << 21,
};

static struct {
    void (*xmlInitParser)(void);
    parser_context *(*htmlNewParserCtxt)(void);
    void (*htmlFreeParserCtxt)(parser_context *);
    void *(*htmlCtxtReadMemory)(parser_context *, const char *, int, const char *, const char *, int);
    void (*xmlFreeDoc)(void *);
    void (*xmlStopParser)(parser_context *);
    void *(*iconv_open)(const char *, const char *);
    size_t (*iconv)(void *, char **, size_t *, char **, size_t *);
    int (*iconv_close)(void *);
    bool ready;
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_library(void) {
    static const char *const names[] = {
#ifdef __APPLE__
        "/usr/lib/libxml2.2.dylib", "/opt/homebrew/opt/libxml2/lib/libxml2.dylib", "/usr/local/opt/libxml2/lib/libxml2.dylib",
        "/opt/local/lib/libxml2.dylib",
#else
        "libxml2.so.2", "libxml2.so.16", "libxml2.so",
#endif
    };
    void *handle = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !handle; i++) handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
#define RESOLVE(name) if (!(library.name = (__typeof__(library.name))dlsym(handle, #name))) return
    RESOLVE(xmlInitParser);
    RESOLVE(htmlNewParserCtxt);
    RESOLVE(htmlFreeParserCtxt);
    RESOLVE(htmlCtxtReadMemory);
    RESOLVE(xmlFreeDoc);
    RESOLVE(xmlStopParser);
    // Found through what libxml2 itself was linked with: the C library, or libiconv.
    RESOLVE(iconv_open);
    RESOLVE(iconv);
    RESOLVE(iconv_close);
#undef RESOLVE
    library.xmlInitParser();
    library.ready = true;
}

bool clibxml2_open(void) {
    pthread_once(&once, open_library);
    return library.ready;
}

typedef struct {
    parser_context *parser;
    const clibxml2_events *events;
    void *context;
    bool stopped;
} parse;

static void start_element(void *data, const unsigned char *name, const unsigned char **attributes) {
    parse *state = data;
    if (state->stopped || state->events->start(state->context, name, attributes)) return;
    state->stopped = true;
    library.xmlStopParser(state->parser);
}

static void end_element(void *data, const unsigned char *name) {
    parse *state = data;
    if (!state->stopped) state->events->end(state->context, name);
}

static void characters(void *data, const unsigned char *bytes, int count) {
    parse *state = data;
    if (!state->stopped) state->events->text(state->context, bytes, count);
}

bool clibxml2_parse_html(const char *utf8, int count, const clibxml2_events *events, void *context) {
    parser_context *parser = library.htmlNewParserCtxt();
    if (!parser) return false;
    parse state = {parser, events, context, false};
    unsigned int initialized = parser->sax->initialized;
    memset(parser->sax, 0, sizeof *parser->sax);
    parser->sax->initialized = initialized;
    parser->sax->start_element = start_element;
    parser->sax->end_element = end_element;
    parser->sax->characters = characters;
    parser->sax->ignorable_whitespace = characters;
    parser->sax->cdata_block = characters;
    parser->user_data = &state;
    void *document = library.htmlCtxtReadMemory(
        parser, utf8, count, NULL, "UTF-8",
        parse_recover | parse_no_error | parse_no_warning | parse_no_net | parse_huge | parse_ignore_encoding);
    if (document) library.xmlFreeDoc(document);
    library.htmlFreeParserCtxt(parser);
    return true;
}

void *clibxml2_conversion_open(const char *charset) {
    void *conversion = library.iconv_open("UTF-8", charset);
    return conversion == (void *)-1 ? NULL : conversion;
}

void clibxml2_conversion_close(void *conversion) { library.iconv_close(conversion); }

int clibxml2_convert(void *conversion, const char **in, size_t *in_left, char **out, size_t *out_left) {
    // The declaration lacks `const`, but iconv never writes to its input.
    if (library.iconv(conversion, (char **)in, in_left, out, out_left) != (size_t)-1) return 0;
    return errno == E2BIG ? 1 : errno == EILSEQ ? 2 : 3;
}
