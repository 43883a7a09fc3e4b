/**
 * Environment for a process that decodes images, where glibc is its allocator (elsewhere it means nothing). Left alone,
 * glibc keeps ever larger blocks in its heaps instead of giving them back, and buffers of pixels of all sizes then leave
 * more and more holes there: 110 MB become 280 MB and more. It has to be set before the process starts.
 */
export const ALLOCATOR_ENV = {
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const;
