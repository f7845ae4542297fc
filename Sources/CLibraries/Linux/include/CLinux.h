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

/// A file that stands for a process, and never for another one with the same number; negative with errno where there
/// is none. It can be read from once the process has ended.
int linux_open_process(int pid);

/// Sends a signal to the process that such a file stands for; 0 or an errno.
int linux_signal_process(int process, int signal);

/// Starts a shell command in a session of its own, without our standard streams, blocked and ignored signals; its
/// number, or a negative errno.
int linux_start_shell(const char *command);

/// Waits until something can be written without waiting; 0 when it did not come to that in time.
int linux_wait_for_room(int file, int milliseconds);

/// Whether we were told to ignore a signal by whoever started us.
int linux_is_ignored(int signal);
