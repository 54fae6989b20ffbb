#ifndef ES_JINA_CLIBXML2_H
#define ES_JINA_CLIBXML2_H

#include <stdbool.h>
#include <stddef.h>

// libxml2's HTML parser and the character set conversion that it is built on, opened at their first use instead of linked.
// Every function but clibxml2_open may be called only after clibxml2_open returned true; from then on from any thread.

/// Opens the library once for the process; false where it is not installed.
bool clibxml2_open(void);

/// What the parser reports, in the order of the document. All texts are UTF-8.
typedef struct {
    /// An element begins. `attributes` alternates names and values and ends with NULL, as do names without a value; it is NULL
    /// without any. Names are in lower case. False ends the parsing.
    bool (*_Nonnull start)(
        void *_Nullable context, const unsigned char *_Nonnull name,
        const unsigned char *_Nullable const *_Nullable attributes);
    /// The innermost open element ends.
    void (*_Nonnull end)(void *_Nullable context, const unsigned char *_Nonnull name);
    /// A piece of text, entities resolved, not ended by a zero.
    void (*_Nonnull text)(void *_Nullable context, const unsigned char *_Nonnull bytes, int count);
} clibxml2_events;

/// Parses HTML, however broken, without building a tree: no network, no external entities, nothing printed.
///
/// `utf8` must be valid UTF-8. False without memory.
bool clibxml2_parse_html(
    const char *_Nonnull utf8, int count, const clibxml2_events *_Nonnull events, void *_Nullable context);

/// Starts a conversion from `charset` to UTF-8; NULL where the system does not know the charset.
void *_Nullable clibxml2_conversion_open(const char *_Nonnull charset);
void clibxml2_conversion_close(void *_Nonnull conversion);
/// Converts from `*in` to `*out`, moving both on: 0 done, 1 no more space, 2 an invalid sequence, 3 the end cuts a character.
int clibxml2_convert(
    void *_Nonnull conversion, const char *_Nullable *_Nonnull in, size_t *_Nonnull in_left, char *_Nullable *_Nonnull out,
    size_t *_Nonnull out_left);

#endif
