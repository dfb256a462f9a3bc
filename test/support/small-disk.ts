// A file system of a few megabytes for one program: a tmpfs in a mount namespace of its own, where the machine lets us make one.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

/** True when a namespace with a small file system can be made here (Linux, root or user namespaces). */
export function canMakeSmallDisk(): boolean {
  if (process.platform !== 'linux') return false
  return (
    spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt'], { stdio: 'ignore' }).status === 0
  )
}

/** The command through which a program sees a small file system at `folder`; `readOnly` after it is mounted. */
export function onSmallDisk(folder: string, megabytes: number, readOnly = false): readonly string[] {
  mkdirSync(folder, { recursive: true })
  const remount = readOnly ? ` && mount -o remount,ro '${folder}'` : ''
  const script = `mount -t tmpfs -o size=${megabytes}m tmpfs '${folder}'${remount} && exec "$@"`
  return ['unshare', '-rm', 'sh', '-c', script, 'sh']
}

/** A file within the small disk of a running program that takes room away until it is removed. */
export function ballast(pid: number, folder: string, megabytes: number): () => void {
  const path = `/proc/${pid}/root${folder}/ballast`
  writeFileSync(path, Buffer.alloc(megabytes * 1024 * 1024))
  return () => rmSync(path)
}

/** Runs another program on the small disk of a running one; gives what it printed. */
export function inside(pid: number, command: readonly string[]): string {
  const enter = ['-t', String(pid), '-U', '-m', '--preserve-credentials', ...command]
  return execFileSync('nsenter', enter, { encoding: 'utf8' })
}
