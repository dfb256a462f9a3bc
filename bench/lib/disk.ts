// What a process and a folder take: bytes on disk, memory, bytes on the loopback network.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of all files below a folder. */
export function folderBytes(folder: string): number {
  let total = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    // Databases drop and make files while they are looked at.
    total += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
  }
  return total
}

/** Most memory a process ever held, bytes; NaN where the system does not say. */
export function peakBytes(pid: number): number {
  const path = `/proc/${pid}/status`
  if (!existsSync(path)) return Number.NaN
  const found = /VmHWM:\s+(\d+)/.exec(readFileSync(path, 'utf8'))
  return found === null ? Number.NaN : Number(found[1]) * 1024
}

/** Bytes the loopback network has carried so far; NaN where the system does not say. */
export function loopbackBytes(): number {
  const path = '/sys/class/net/lo/statistics/rx_bytes'
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : Number.NaN
}

export const MB = 1024 * 1024
