// The calls that change files, in place of the C library's own: each does what it should and is noted.
#define _GNU_SOURCE
#include "Record.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
// Programs built for large files call the same functions by another name.
#define ALSO_AS(name, original, ...) EXPORT __typeof__(original) name __attribute__((alias(#original)))

static int open_noted(int folder, const char *path, int flags, mode_t mode) {
    char absolute[PATH_MAX];
    if (!is_ours(folder, path, absolute)) return syscall(SYS_openat, folder, path, flags, mode);
    hold_log();
    bool was_there = syscall(SYS_faccessat, AT_FDCWD, absolute, F_OK) == 0;
    int file = syscall(SYS_openat, folder, path, flags, mode);
    if (file >= 0) {
        watch_file(file);
        note(was_there ? POWERCUT_OPEN : POWERCUT_CREATE, file, absolute, NULL, 0, NULL, 0);
        if (was_there && flags & O_TRUNC) note(POWERCUT_TRUNCATE, file, NULL, NULL, 0, NULL, 0);
    }
    release_log();
    return file;
}

static mode_t mode_among(int flags, va_list rest) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}

EXPORT int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_among(flags, rest);
    va_end(rest);
    return open_noted(AT_FDCWD, path, flags, mode);
}
ALSO_AS(open64, open);

EXPORT int openat(int folder, const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_among(flags, rest);
    va_end(rest);
    return open_noted(folder, path, flags, mode);
}
ALSO_AS(openat64, openat);

EXPORT int creat(const char *path, mode_t mode) {
    return open_noted(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}
ALSO_AS(creat64, creat);

EXPORT int close(int file) {
    forget_file(file);
    return syscall(SYS_close, file);
}

EXPORT ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    if (!is_watched(file)) return syscall(SYS_pwrite64, file, bytes, count, offset);
    hold_log();
    ssize_t done = syscall(SYS_pwrite64, file, bytes, count, offset);
    if (done > 0) note(POWERCUT_WRITE, file, NULL, NULL, offset, bytes, done);
    release_log();
    return done;
}
ALSO_AS(pwrite64, pwrite);

EXPORT ssize_t write(int file, const void *bytes, size_t count) {
    if (!is_watched(file)) return syscall(SYS_write, file, bytes, count);
    hold_log();
    ssize_t done = syscall(SYS_write, file, bytes, count);
    // Where it went is known afterwards, even to a file opened for appending.
    if (done > 0) note(POWERCUT_WRITE, file, NULL, NULL, lseek(file, 0, SEEK_CUR) - done, bytes, done);
    release_log();
    return done;
}

EXPORT ssize_t writev(int file, const struct iovec *parts, int count) {
    if (!is_watched(file)) return syscall(SYS_writev, file, parts, count);
    ssize_t whole = 0;
    for (int index = 0; index < count; index++) {
        ssize_t done = write(file, parts[index].iov_base, parts[index].iov_len);
        if (done < 0) return whole > 0 ? whole : done;
        whole += done;
        if ((size_t)done < parts[index].iov_len) break;
    }
    return whole;
}

EXPORT int ftruncate(int file, off_t length) {
    if (!is_watched(file)) return syscall(SYS_ftruncate, file, length);
    hold_log();
    int result = syscall(SYS_ftruncate, file, length);
    if (result == 0) note(POWERCUT_TRUNCATE, file, NULL, NULL, length, NULL, 0);
    release_log();
    return result;
}
ALSO_AS(ftruncate64, ftruncate);

// Others may go on while one waits for the disk; only what was written before it began is surely kept.
static int sync_noted(int file, long call) {
    if (!is_watched(file)) return syscall(call, file);
    hold_log();
    uint64_t beginning = note(POWERCUT_SYNC_BEGIN, file, NULL, NULL, 0, NULL, 0);
    release_log();
    int result = syscall(call, file);
    if (result != 0) return result;
    hold_log();
    note(POWERCUT_SYNC_END, file, NULL, NULL, beginning, NULL, 0);
    release_log();
    return 0;
}

EXPORT int fsync(int file) { return sync_noted(file, SYS_fsync); }
EXPORT int fdatasync(int file) { return sync_noted(file, SYS_fdatasync); }
