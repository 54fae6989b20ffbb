#ifndef ES_JINA_CLIBPOPPLER_H
#define ES_JINA_CLIBPOPPLER_H

#include <stdbool.h>
#include <stddef.h>

// Poppler, the library that libvips draws PDF pages with, opened at its first use instead of linked, for the texts of the pages.
// Every function but clibpoppler_open may be called only after clibpoppler_open returned true; from then on from any thread.

/// Opens the library once for the process; false where it is not installed.
bool clibpoppler_open(void);

/// The text of a page, from 0, in UTF-8 and the order of reading; NULL where the file cannot be read, asks for a password or has no
/// such page. Free it by clibpoppler_free.
char *_Nullable clibpoppler_page_text(const void *_Nonnull bytes, size_t count, int page);
void clibpoppler_free(char *_Nullable text);

#endif
