// Character classes and the word automaton of the text analyzers: constant data, so that opening a process costs nothing.
#ifndef ES_JINA_TEXT_TABLES_H
#define ES_JINA_TEXT_TABLES_H

#include <stdint.h>

typedef struct {
    // Word classes of code points, in two stages: values[blocks[c >> 7] << 7 | (c & 127)].
    const uint8_t *_Nonnull class_blocks;
    const uint8_t *_Nonnull class_values;
    // The successor of a state at a class: transitions[state << class_bits | class].
    // State 0 is dead, 1 the start; bit 7 of a successor says that a token may end there.
    const uint8_t *_Nonnull transitions;
    // Records of code points, in two stages like the classes.
    const uint8_t *_Nonnull record_blocks;
    const uint8_t *_Nonnull record_values;
    // By record: what to add for the lower case.
    const int32_t *_Nonnull record_lower;
    // By record: bit 0 letter, bit 1 white space.
    const uint8_t *_Nonnull record_flags;
    int32_t class_bits;
} TextTables;

extern const TextTables es_jina_text_tables;

#endif
