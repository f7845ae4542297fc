// The calls that change names in folders.
#define _GNU_SOURCE
#include "Record.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX];
    bool is_noted = is_ours(from_folder, from, old) && is_ours(to_folder, to, new);
    if (!is_noted) return syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    hold_log();
    int result = syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    if (result == 0) note(POWERCUT_RENAME, -1, old, new, 0, NULL, 0);
    release_log();
    return result;
}

EXPORT int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, 0);
}

EXPORT int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

EXPORT int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char old[PATH_MAX], new[PATH_MAX];
    bool is_noted = is_ours(from_folder, from, old) && is_ours(to_folder, to, new);
    if (!is_noted) return syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
    hold_log();
    int result = syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
    if (result == 0) note(POWERCUT_LINK, -1, old, new, 0, NULL, 0);
    release_log();
    return result;
}

EXPORT int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

EXPORT int unlinkat(int folder, const char *path, int flags) {
    char absolute[PATH_MAX];
    if (!is_ours(folder, path, absolute)) return syscall(SYS_unlinkat, folder, path, flags);
    hold_log();
    int result = syscall(SYS_unlinkat, folder, path, flags);
    if (result == 0) note(POWERCUT_REMOVE, -1, absolute, NULL, 0, NULL, 0);
    release_log();
    return result;
}

EXPORT int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
EXPORT int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

EXPORT int remove(const char *path) {
    int result = unlink(path);
    return result != 0 && errno == EISDIR ? rmdir(path) : result;
}

EXPORT int mkdirat(int folder, const char *path, mode_t mode) {
    char absolute[PATH_MAX];
    if (!is_ours(folder, path, absolute)) return syscall(SYS_mkdirat, folder, path, mode);
    hold_log();
    int result = syscall(SYS_mkdirat, folder, path, mode);
    if (result == 0) note(POWERCUT_MAKE_FOLDER, -1, absolute, NULL, 0, NULL, 0);
    release_log();
    return result;
}

EXPORT int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
