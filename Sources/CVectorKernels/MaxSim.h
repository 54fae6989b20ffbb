// Late interaction, written once and compiled for each body: the best inner product of every query vector over the rows of a
// document.
//
// The query lies transposed, 16 of its vectors side by side, so that a row's component meets 16 of them in one multiplication and
// nothing is summed across a register. The rows come a few at a time, so that each load of the query serves all of them, and the
// products never reach memory: only the best of each query vector is kept.

#ifndef ESJV_MAX_SIM_H
#define ESJV_MAX_SIM_H

#include "Bodies.h"

#include <math.h>

typedef float esjv_lanes __attribute__((vector_size(4 * ESJV_LANES)));
// In memory it lies where it likes.
typedef float esjv_loose_lanes __attribute__((vector_size(4 * ESJV_LANES), aligned(4), may_alias));

// How many components of narrow rows are widened at a time, and the most rows at once.
enum { esjv_tile = 256, esjv_most_rows = 8 };

typedef enum { esjv_row_float, esjv_row_int8, esjv_row_bfloat16 } esjv_row_kind;

ESJV_INLINE void esjv_widen(esjv_row_kind kind, const void *rows, size_t first, size_t count, float *out) {
    if (kind == esjv_row_int8) {
        const int8_t *bytes = (const int8_t *)rows + first;
        for (size_t i = 0; i < count; i++) out[i] = (float)bytes[i];
    } else {
        esjv_loop_from_bfloat16((const uint16_t *)rows + first, count, out);
    }
}

ESJV_INLINE void esjv_max_dot_rows(
    esjv_row_kind kind, const float *query, size_t dims, const void *rows, const float *scales, size_t row, size_t at_once,
    esjv_lanes *top) {
    esjv_lanes sums[esjv_most_rows];
    float wide[esjv_most_rows * esjv_tile];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < at_once; r++) sums[r] = (esjv_lanes){0};
    for (size_t first = 0; first < dims; first += esjv_tile) {
        size_t count = dims - first < esjv_tile ? dims - first : esjv_tile;
        const float *block = wide;
        size_t stride = esjv_tile;
        if (kind == esjv_row_float) {
            block = (const float *)rows + row * dims + first;
            stride = dims;
        } else {
            for (size_t r = 0; r < at_once; r++)
                esjv_widen(kind, rows, (row + r) * dims + first, count, wide + r * esjv_tile);
        }
        for (size_t d = 0; d < count; d++) {
            esjv_lanes lanes = *(const esjv_loose_lanes *)(query + (first + d) * ESJV_LANES);
#pragma clang loop unroll(full)
            for (size_t r = 0; r < at_once; r++) sums[r] += lanes * block[r * stride + d];
        }
    }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < at_once; r++) {
        if (kind == esjv_row_int8) sums[r] *= scales[row + r];
        *top = __builtin_elementwise_max(*top, sums[r]);
    }
}

ESJV_INLINE void esjv_loop_max_dot(
    esjv_row_kind kind, const float *query, size_t groups, size_t dims, const void *rows, const float *scales, size_t count,
    float *best, size_t at_once) {
    for (size_t group = 0; group < groups; group++, query += dims * ESJV_LANES, best += ESJV_LANES) {
        esjv_lanes top = (esjv_lanes){0} - INFINITY;
        size_t row = 0;
        for (; row + at_once <= count; row += at_once)
            esjv_max_dot_rows(kind, query, dims, rows, scales, row, at_once, &top);
        for (; row < count; row++) esjv_max_dot_rows(kind, query, dims, rows, scales, row, 1, &top);
        *(esjv_loose_lanes *)best = top;
    }
}

// The three functions of a body; `at_once` as its registers allow.
#define ESJV_MAX_DOTS(TARGET, AT_ONCE)                                                                                        \
    TARGET static void max_dot(                                                                                              \
        const float *query, size_t groups, size_t dims, const float *rows, size_t count, float *best) {                      \
        esjv_loop_max_dot(esjv_row_float, query, groups, dims, rows, NULL, count, best, AT_ONCE);                            \
    }                                                                                                                        \
    TARGET static void max_dot_int8(                                                                                         \
        const float *query, size_t groups, size_t dims, const int8_t *rows, const float *scales, size_t count, float *best) { \
        esjv_loop_max_dot(esjv_row_int8, query, groups, dims, rows, scales, count, best, AT_ONCE);                           \
    }                                                                                                                        \
    TARGET static void max_dot_bfloat16(                                                                                     \
        const float *query, size_t groups, size_t dims, const uint16_t *rows, size_t count, float *best) {                   \
        esjv_loop_max_dot(esjv_row_bfloat16, query, groups, dims, rows, NULL, count, best, AT_ONCE);                         \
    }

#endif
