#define _GNU_SOURCE
#include "Record.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FILES = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t number_of_records;
static struct { bool is_watched; dev_t device; ino_t inode; } files[MOST_FILES];

void hold_log(void) { pthread_mutex_lock(&lock); }
void release_log(void) { pthread_mutex_unlock(&lock); }

static int log_file(void) {
    static int file = -1;
    const char *path = getenv("POWERCUT_LOG");
    if (file < 0 && path)
        file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    return file;
}

static int64_t utc_microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

uint64_t note(enum powercut_kind kind, int file, const char *path, const char *other, int64_t offset,
              const void *data, size_t bytes) {
    int kept = errno;
    struct powercut_record record = {
        .kind = kind, .process = getpid(), .number = number_of_records++, .utc_microseconds = utc_microseconds(),
        .file = file, .path_bytes = path ? strlen(path) : 0, .other_bytes = other ? strlen(other) : 0,
        .data_bytes = bytes, .offset = offset,
    };
    struct iovec parts[] = {
        {&record, sizeof record}, {(void *)path, record.path_bytes}, {(void *)other, record.other_bytes},
        {(void *)data, bytes},
    };
    ssize_t whole = sizeof record + record.path_bytes + record.other_bytes + bytes;
    if (syscall(SYS_writev, log_file(), parts, 4) != whole) {
        fprintf(stderr, "powercut: a record could not be written\n");
        abort();
    }
    errno = kept;
    return record.number;
}

bool is_ours(int folder, const char *path, char absolute[PATH_MAX]) {
    int kept = errno;
    const char *root = getenv("POWERCUT_ROOT");
    if (!root || log_file() < 0 || !path) return false;
    char start[PATH_MAX] = "";
    if (path[0] != '/') {
        char link[64];
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        ssize_t count = readlink(link, start, sizeof start - 2);
        if (count < 0) count = 0;
        strcpy(start + count, "/");
    }
    int length = snprintf(absolute, PATH_MAX, "%s%s", start, path);
    while (length > 1 && absolute[length - 1] == '/') absolute[--length] = 0;
    size_t bytes = strlen(root);
    errno = kept;
    return strncmp(absolute, root, bytes) == 0 && (absolute[bytes] == '/' || absolute[bytes] == 0);
}

void watch_file(int file) {
    struct stat status;
    if (file >= MOST_FILES || fstat(file, &status) != 0) abort();
    files[file].is_watched = true;
    files[file].device = status.st_dev;
    files[file].inode = status.st_ino;
}

void forget_file(int file) {
    if (file >= 0 && file < MOST_FILES) files[file].is_watched = false;
}

// A number that was closed behind our back may stand for another file by now.
bool is_watched(int file) {
    if (file < 0 || file >= MOST_FILES || !files[file].is_watched) return false;
    int kept = errno;
    struct stat status;
    bool is_same = fstat(file, &status) == 0 && status.st_dev == files[file].device
        && status.st_ino == files[file].inode;
    errno = kept;
    return is_same;
}
