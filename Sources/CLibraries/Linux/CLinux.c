#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

void linux_name_this_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

void linux_share_heaps(int heaps) {
    mallopt(M_ARENA_MAX, heaps);
}

int linux_clock_is_synchronised(void) {
    struct timex state = {0};
    int answer = adjtimex(&state);
    return answer >= 0 && answer != TIME_ERROR && !(state.status & STA_UNSYNC);
}

void linux_wait_for_change(const uint32_t *word, uint32_t seen, int64_t milliseconds) {
    struct timespec limit = {milliseconds / 1000, (milliseconds % 1000) * 1000000};
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, &limit, NULL, 0);
}

void linux_change_and_wake(uint32_t *word) {
    __atomic_fetch_add(word, 1, __ATOMIC_RELEASE);
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

uint32_t linux_load(const uint32_t *word) {
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

int linux_lock_file(int file) {
    return flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}

int linux_share_file(int file) {
    return flock(file, LOCK_SH | LOCK_NB) == 0 ? 0 : errno;
}

int linux_terminal_columns(int file) {
    struct winsize size;
    return ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// Whole words where the shared side is aligned, single bytes at both ends.
static size_t bytes_to_alignment(const void *address, size_t bytes) {
    size_t lead = (-(uintptr_t)address) & 7;
    return lead < bytes ? lead : bytes;
}

void linux_copy_to_shared(void *shared, const void *plain, size_t bytes) {
    uint8_t *to = shared;
    const uint8_t *from = plain, *end = from + bytes;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    for (const uint8_t *lead = from + bytes_to_alignment(to, bytes); from < lead;)
        __atomic_store_n(to++, *from++, __ATOMIC_RELAXED);
    for (; end - from >= 8; to += 8, from += 8) {
        uint64_t word;
        memcpy(&word, from, 8);
        __atomic_store_n((uint64_t *)to, word, __ATOMIC_RELAXED);
    }
    while (from < end) __atomic_store_n(to++, *from++, __ATOMIC_RELAXED);
}

void linux_copy_from_shared(void *plain, const void *shared, size_t bytes) {
    uint8_t *to = plain;
    const uint8_t *from = shared, *end = from + bytes;
    for (const uint8_t *lead = from + bytes_to_alignment(from, bytes); from < lead;)
        *to++ = __atomic_load_n(from++, __ATOMIC_RELAXED);
    for (; end - from >= 8; to += 8, from += 8) {
        uint64_t word = __atomic_load_n((const uint64_t *)from, __ATOMIC_RELAXED);
        memcpy(to, &word, 8);
    }
    while (from < end) *to++ = __atomic_load_n(from++, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

void linux_clear_shared(void *shared, size_t bytes) {
    uint8_t *to = shared, *end = to + bytes;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    for (uint8_t *lead = to + bytes_to_alignment(to, bytes); to < lead;)
        __atomic_store_n(to++, 0, __ATOMIC_RELAXED);
    for (; end - to >= 8; to += 8) __atomic_store_n((uint64_t *)to, 0, __ATOMIC_RELAXED);
    while (to < end) __atomic_store_n(to++, 0, __ATOMIC_RELAXED);
}

int linux_lock_stack_of_this_thread(void) {
    pthread_attr_t attributes;
    void *stack;
    size_t bytes;
    int code = pthread_getattr_np(pthread_self(), &attributes);
    if (code) return code;
    pthread_attr_getstack(&attributes, &stack, &bytes);
    pthread_attr_destroy(&attributes);
    return mlock(stack, bytes) == 0 ? 0 : errno;
}

int linux_wait_for_room(int file, int milliseconds) {
    struct pollfd request = {.fd = file, .events = POLLOUT};
    return poll(&request, 1, milliseconds);
}

int linux_open_process(int pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int linux_signal_process(int process, int signal) {
    return syscall(SYS_pidfd_send_signal, process, signal, NULL, 0) == 0 ? 0 : errno;
}

int linux_start_shell(const char *command) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    char *words[] = {"sh", "-c", (char *)command, NULL};
    pid_t pid;
    int code = posix_spawn(&pid, "/bin/sh", &files, &attributes, words, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return code == 0 ? pid : -code;
}

int linux_wait_for_bytes(int file, int milliseconds) {
    struct pollfd request = {.fd = file, .events = POLLIN};
    return poll(&request, 1, milliseconds);
}

int linux_is_ignored(int signal) {
    struct sigaction action;
    return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}
