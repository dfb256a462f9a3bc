// Packages of bench/peers, which has an install of its own.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export const PEERS_FOLDER = join(import.meta.dirname, '../peers')
const requirePeer = createRequire(join(PEERS_FOLDER, 'package.json'))

/** Loads a package of the peers' install; the caller says what of it is used. */
export function loadPeer<Shape>(name: string): Shape {
  return requirePeer(name) as Shape
}

/** True when the package is installed. */
export function hasPeer(name: string): boolean {
  return existsSync(join(PEERS_FOLDER, 'node_modules', name, 'package.json'))
}
