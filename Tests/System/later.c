// Loaded into a program, shows it the clocks as they will be in DAYS_LATER days, or were where that is negative.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *moment) {
    const char *text = getenv("DAYS_LATER");
    long seconds = text ? atol(text) * 86400 : 0;
    int answer = (int)syscall(SYS_clock_gettime, clock, moment);
    // The machine has not run before it was started.
    if (clock == CLOCK_REALTIME || (clock == CLOCK_BOOTTIME && seconds > 0)) moment->tv_sec += seconds;
    return answer;
}
