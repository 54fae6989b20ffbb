// What the bodies share; not part of the interface.

#ifndef ESJV_BODIES_H
#define ESJV_BODIES_H

#include "CVectorKernels.h"

#include <string.h>

extern const esjv_kernels esjv_portable;

#if defined(__x86_64__)
extern const esjv_kernels esjv_avx2;
extern const esjv_kernels esjv_avx512;
#elif defined(__aarch64__)
extern const esjv_kernels esjv_neon;
#endif

// Each body finishes its tails with these.
size_t esjv_portable_encode_base64(const uint8_t *bytes, size_t count, size_t swap, uint8_t *out);
int64_t esjv_portable_decode_base64(const uint8_t *text, size_t count, size_t swap, uint8_t *out);

// Simple loops that compilers vectorise well: written once, inlined into each body and compiled for its target there.
#define ESJV_INLINE static inline __attribute__((always_inline))

ESJV_INLINE void esjv_loop_scale(float *values, size_t count, float factor) {
    for (size_t i = 0; i < count; i++) values[i] *= factor;
}

ESJV_INLINE bool esjv_loop_is_finite(const float *values, size_t count) {
    // In blocks: the inner loop vectorises, the outer one leaves early.
    size_t i = 0;
    while (i < count) {
        size_t end = count - i < 256 ? count : i + 256;
        uint32_t bad = 0;
        for (; i < end; i++) {
            uint32_t bits;
            memcpy(&bits, values + i, 4);
            bad |= (uint32_t)((bits & 0x7f800000u) == 0x7f800000u);
        }
        if (bad) return false;
    }
    return true;
}

ESJV_INLINE void esjv_loop_to_bfloat16(const float *values, size_t count, uint16_t *out) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, 4);
        uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
        // Rounding could carry a NaN's payload into infinity; a set quiet bit keeps it a NaN.
        uint32_t quiet = (bits >> 16) | 0x40u;
        out[i] = (uint16_t)((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded);
    }
}

ESJV_INLINE void esjv_loop_from_bfloat16(const uint16_t *values, size_t count, float *out) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = (uint32_t)values[i] << 16;
        memcpy(out + i, &bits, 4);
    }
}

#endif
