// The program as it was under the wire's version before this one, taken from the history: for versions side by side. Needs the
// repository's history; a copy without it has none, and says so.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run-tool.ts'

const PROTOCOL = 'shared/sync/protocol.ts'
const VERSION = /^export const PROTOCOL_VERSION = (\d+)/m
/** How far back a program that holds together is looked for. */
const MOST_COMMITS = 15
const PARTS = ['server', 'station', 'shared', 'seeds', 'package.json', 'tsconfig.base.json']
const MOST_BYTES = 512 * 1024 * 1024

export interface EarlierProgram {
  readonly commit: string
  readonly protocol: number
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

/** The newest program that spoke an older version of the wire than `protocol` and runs, laid out in an empty folder with the
 * packages of this tree; undefined where no history is. */
export function layOutEarlier(protocol: number, folder: string): EarlierProgram | undefined {
  for (const commit of candidates(protocol)) {
    layOut(commit, folder)
    // Commits of several hands at once do not all hold together: the first that loads is taken.
    if (!loads(folder)) continue
    return { commit, protocol: versionAt(commit) }
  }
  return undefined
}

/** True where the history holds a program of an older version. */
export function hasEarlier(protocol: number): boolean {
  return candidates(protocol).length > 0
}

/** Newest first. */
function candidates(protocol: number): readonly string[] {
  try {
    const changes = git('log', '--format=%H', '-G', '^export const PROTOCOL_VERSION', '--', PROTOCOL).trim().split('\n')
    const raised = changes.find((commit) => versionAt(`${commit}^`) < protocol)
    return raised === undefined ? [] : git('log', '--format=%H', `-${MOST_COMMITS}`, `${raised}^`).trim().split('\n')
  } catch {
    // No repository, or its first commit: there is nothing earlier.
    return []
  }
}

function versionAt(commit: string): number {
  return Number(VERSION.exec(git('show', `${commit}:${PROTOCOL}`))?.[1])
}

function layOut(commit: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const packed = execFileSync('git', ['archive', commit, ...PARTS], { cwd: ROOT, maxBuffer: MOST_BYTES })
  const unpacked = spawnSync('tar', ['-x', '-C', folder], { input: packed })
  if (unpacked.status !== 0) throw new Error(`tar: ${String(unpacked.stderr)}`)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
}

/** Both programs get as far as reading their options. */
function loads(folder: string): boolean {
  return ['server/bin/server.ts', 'station/bin/node.ts'].every((entry) => {
    const tried = spawnSync(process.execPath, [join(folder, entry), '--port', 'none'], { encoding: 'utf8' })
    return tried.stderr.includes('--port none')
  })
}
