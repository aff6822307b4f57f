// Counts what goes to the allocator, thread by thread, so that counting takes no lock and other threads' work
// stays out of the figures. The linker sends every call here (`--wrap`), those of libc and of Swift's
// runtime too where they are linked statically.
#include "AllocationCount.h"

#include <malloc.h>
#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
int __real_posix_memalign(void **memory, size_t alignment, size_t size);
void __real_free(void *memory);

static __thread struct AllocationCounts counts;

static void note(void *memory, size_t size, size_t before) {
    if (!memory) return;
    counts.calls += 1;
    counts.bytes += (int64_t)size;
    counts.live += (int64_t)malloc_usable_size(memory) - (int64_t)before;
    if (counts.live > counts.peak) counts.peak = counts.live;
}

void *__wrap_malloc(size_t size) {
    void *memory = __real_malloc(size);
    note(memory, size, 0);
    return memory;
}

void *__wrap_calloc(size_t count, size_t size) {
    void *memory = __real_calloc(count, size);
    note(memory, count * size, 0);
    return memory;
}

void *__wrap_realloc(void *old, size_t size) {
    size_t before = old ? malloc_usable_size(old) : 0;
    void *memory = __real_realloc(old, size);
    note(memory, size, before);
    return memory;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    void *memory = __real_aligned_alloc(alignment, size);
    note(memory, size, 0);
    return memory;
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t size) {
    int code = __real_posix_memalign(memory, alignment, size);
    if (code == 0) note(*memory, size, 0);
    return code;
}

void __wrap_free(void *memory) {
    if (memory) counts.live -= (int64_t)malloc_usable_size(memory);
    __real_free(memory);
}

struct AllocationCounts allocation_counts(void) { return counts; }

void allocation_peak_reset(void) { counts.peak = counts.live; }

// Two bodies that differ, or the linker folds them into one function.
static volatile int region;

__attribute__((noinline)) void region_begin(void) { region = 1; }

__attribute__((noinline)) void region_end(void) { region = 2; }
