#pragma once
#include <stddef.h>
#include <stdint.h>

/// Names the calling thread, as `top -H` shows it; the C library hides its own call from Swift.
void linux_name_this_thread(const char *name);

/// Lets all threads share this many heaps; the C library would make several for each core, and give little back.
void linux_share_heaps(int heaps);

/// Whether the kernel calls the wall clock synchronised.
int linux_clock_is_synchronised(void);

/// Sleeps until `word` is no longer `seen`, or for `milliseconds`. May return early.
void linux_wait_for_change(const uint32_t *word, uint32_t seen, int64_t milliseconds);

/// Adds one to `word` and wakes all who sleep on it. Never blocks, takes no lock.
void linux_change_and_wake(uint32_t *word);

uint32_t linux_load(const uint32_t *word);

/// Takes the exclusive lock of an open file without waiting; 0 or an errno.
int linux_lock_file(int file);

/// Takes the shared lock of an open file without waiting; 0 or an errno.
int linux_share_file(int file);

/// How many characters fit into a line of the terminal; 0 when it is none.
int linux_terminal_columns(int file);

/// Copies between plain memory and memory that other threads read or write at the same moment: every access to the
/// shared side is a relaxed atomic, so a torn copy is possible, to be detected by the caller, and nothing worse.
void linux_copy_to_shared(void *shared, const void *plain, size_t bytes);
void linux_copy_from_shared(void *plain, const void *shared, size_t bytes);
void linux_clear_shared(void *shared, size_t bytes);

/// Locks the calling thread's stack, as far as it may grow, into memory; 0 or an errno.
int linux_lock_stack_of_this_thread(void);

/// Waits until something can be read, or the end was reached: positive then, 0 when neither came in time. In C, because
/// a module that also speaks to ALSA finds two owners of `pollfd`.
int linux_wait_for_bytes(int file, int milliseconds);
