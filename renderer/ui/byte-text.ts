// Sizes of files as people read them; the same in both languages.
const KB = 1024
const MB = 1024 * 1024

/** 812 B, 34 KB, 2.4 MB, 50 MB */
export function byteText(bytes: number): string {
  if (bytes < KB) return `${bytes} B`
  if (bytes < MB) return `${Math.round(bytes / KB)} KB`
  return `${(bytes / MB).toFixed(bytes % MB === 0 ? 0 : 1)} MB`
}

/** How much of a whole, 0 to 100; never 100 before all is there. */
export function percentOf(have: number, bytes: number): number {
  if (bytes <= 0) return 0
  return have >= bytes ? 100 : Math.min(99, Math.floor((have / bytes) * 100))
}
