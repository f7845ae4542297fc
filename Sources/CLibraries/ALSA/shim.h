#include <alsa/asoundlib.h>

static void alsa_say_nothing(const char *file, int line, const char *function, int code, const char *format, ...) {
    (void)file, (void)line, (void)function, (void)code, (void)format;
}

/// Stops ALSA from writing on standard error; its answers say enough. The handler is variadic, so Swift cannot give it.
static inline void alsa_be_quiet(void) { snd_lib_error_set_handler(alsa_say_nothing); }
