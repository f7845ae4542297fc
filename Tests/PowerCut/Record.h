#pragma once
#include "PowerCut.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// Held while a change is made and noted, so that the records stand in the order of the changes.
void hold_log(void);
void release_log(void);

/// Appends a record; returns its number. `path`, `other` and `data` may be NULL.
uint64_t note(enum powercut_kind kind, int file, const char *path, const char *other, int64_t offset,
              const void *data, size_t bytes);

/// The absolute path of what a call names; false when it lies outside the root or nothing is being recorded.
bool is_ours(int folder, const char *path, char absolute[PATH_MAX]);

void watch_file(int file);
void forget_file(int file);
bool is_watched(int file);
