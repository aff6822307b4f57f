#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <stdint.h>

/// What the calling thread has asked of the allocator since it began.
struct AllocationCounts {
    /// Calls that returned memory: malloc, calloc, realloc and the aligned ones.
    int64_t calls;
    /// Bytes that those calls asked for, all together.
    int64_t bytes;
    /// Bytes in use now, as the allocator rounds them up.
    int64_t live;
    /// The most bytes in use at once, since the thread began or since the last reset.
    int64_t peak;
};

/// The calling thread's counts.
struct AllocationCounts allocation_counts(void);

/// Forgets the peak: it is what is in use now.
void allocation_peak_reset(void);

/// Marks for callgrind, which zeroes its counters before the one and writes them down before the other.
void region_begin(void);
void region_end(void);

#endif
