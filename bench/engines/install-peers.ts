// Installs the peers into bench/peers/node_modules when they are not there, without touching the project's lock file.
import { spawnSync } from 'node:child_process'
import { PEERS_FOLDER, hasPeer } from './load-peer.ts'
import type { EngineName } from './table.ts'

const NEEDED: Readonly<Record<Exclude<EngineName, 'fengsui'>, readonly string[]>> = {
  pouchdb: ['pouchdb', 'express-pouchdb'],
  rxdb: ['rxdb'],
  yjs: ['yjs', 'y-websocket', 'y-leveldb', 'ws'],
}
const INSTALL_LIMIT_MS = 300_000

/** Installs packages of bench/peers that are not there; what could not be had is told in `missing`. */
export function installPeers(packages: readonly string[], missing: string[]): void {
  let why = ''
  if (!packages.every(hasPeer)) {
    console.error('installing other engines into bench/peers …')
    const args = ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund']
    const run = spawnSync('npm', args, {
      cwd: PEERS_FOLDER,
      encoding: 'utf8',
      timeout: INSTALL_LIMIT_MS,
      shell: process.platform === 'win32',
    })
    if (run.status !== 0) why = ` (${(run.stderr || String(run.error ?? '')).trim().split('\n')[0] ?? ''})`
  }
  for (const name of packages) if (!hasPeer(name)) missing.push(`${name}: not installed in bench/peers${why}`)
}

/** The engines that can run, and for the others why not. */
export function peersHere(): {
  readonly names: readonly EngineName[]
  readonly missing: readonly string[]
} {
  const missing: string[] = []
  installPeers(Object.values(NEEDED).flat(), missing)
  return { names: (['pouchdb', 'rxdb', 'yjs'] as const).filter((name) => NEEDED[name].every(hasPeer)), missing }
}
