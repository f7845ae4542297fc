#pragma once
#include <stdint.h>

// What `libPowerCut.so` writes down. Preloaded into a program (LD_PRELOAD), it notes every change the program makes
// below POWERCUT_ROOT, an absolute path without links, in the file POWERCUT_LOG: one record each, in true order.
// A replayer can then build what a disk may hold when the power fails between any two of them.
//
// Not seen: mmap, fallocate, copy_file_range, io_uring, and files that stdio opens.

enum powercut_kind {
    POWERCUT_CREATE = 1, // path: a file that was not there; opened as `file`
    POWERCUT_OPEN = 2, // path: a file or folder that was there; opened as `file`
    POWERCUT_WRITE = 3, // file, offset, data
    POWERCUT_TRUNCATE = 4, // file, offset: its new length
    POWERCUT_SYNC_BEGIN = 5, // file
    POWERCUT_SYNC_END = 6, // file, offset: the number of the record of its beginning
    POWERCUT_RENAME = 7, // path, other: its new path
    POWERCUT_REMOVE = 8, // path: a file or an empty folder
    POWERCUT_MAKE_FOLDER = 9, // path
    POWERCUT_LINK = 10, // path, other: its second path
};

/// Followed by path, other path and data. All numbers as this machine writes them.
struct powercut_record {
    uint32_t kind;
    int32_t process;
    uint64_t number;
    int64_t utc_microseconds;
    int32_t file;
    uint32_t path_bytes;
    uint32_t other_bytes;
    uint32_t data_bytes;
    int64_t offset;
};
