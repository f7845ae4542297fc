#pragma once
#include <string.h>
#include <zlib.h>

// Starting is done by macros that Swift does not see. 16 asks for gzip's own form, without a name or a time in it.

static inline int zlib_start_packing(z_stream *stream) {
    memset(stream, 0, sizeof *stream);
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int zlib_start_unpacking(z_stream *stream) {
    memset(stream, 0, sizeof *stream);
    return inflateInit2(stream, MAX_WBITS + 16);
}
