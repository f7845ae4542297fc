#include <ebur128.h>

// Swift does not see through the arithmetic of the header. A histogram keeps hours in constant memory.
static const int loudness_mode = EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM;

static inline int loudness_is_fine(int code) { return code == EBUR128_SUCCESS; }
