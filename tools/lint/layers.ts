// Decides whether one file may import one module, from the layer table. Pure: paths and text in, a sentence out.
import { LAYERS, type Layer } from './layer-table.ts'

/** One import as the rule sees it: whether it is erased (`import type`) decides if a types-only permission is enough. */
export interface Import {
  /** Path of the importing file from the root, with `/`. */
  readonly from: string
  /** The module text as written. */
  readonly specifier: string
  readonly typeOnly: boolean
}

interface Place {
  readonly layer: Layer
  /** Concrete folder: `renderer/features/incidents` for the row `renderer/features/*`. */
  readonly folder: string
}

/** Row and concrete folder of `path` (from the root), or undefined when no row covers it. */
export function placeOf(path: string): Place | undefined {
  const parts = path.split('/')
  for (const layer of LAYERS) {
    const pattern = layer.folder.split('/')
    if (parts.length <= pattern.length) continue
    if (pattern.every((part, index) => part === '*' || part === parts[index])) {
      return { layer, folder: parts.slice(0, pattern.length).join('/') }
    }
  }
  return undefined
}

/** Name of the package a bare specifier belongs to; `node:` for all built-ins. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:'
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

function resolve(from: string, specifier: string): string {
  const parts = specifier.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of specifier.split(/[?#]/, 1)[0]?.split('/') ?? []) {
    if (part === '..') {
      if (parts.length === 0) return '..'
      parts.pop()
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function covers(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
}

/** What is wrong with an import, as one sentence that also says what is allowed; undefined when it is allowed. */
export function refusal(given: Import): string | undefined {
  const root = given.from.split('/')
  if (root.length === 1) return undefined // configuration files at the root are tools
  const place = placeOf(given.from)
  if (place === undefined) return undefined // said once for the file by the rule
  const { layer, folder } = place
  const types = layer.types ?? []

  if (given.specifier.startsWith('.') || given.specifier.startsWith('/')) {
    const target = resolve(given.from, given.specifier)
    if (covers([folder], target) || covers(layer.code, target)) return undefined
    if (covers(types, target)) {
      return given.typeOnly ? undefined : `${folder} may import only types of ${target}. ${layer.sentence}`
    }
    return `${folder} may not import ${target}. ${layer.sentence}`
  }

  const name = packageOf(given.specifier)
  if (layer.packages.includes('*') || layer.packages.includes(name)) return undefined
  if (types.includes(name)) {
    return given.typeOnly ? undefined : `${folder} may import only types of ${name}. ${layer.sentence}`
  }
  return `${folder} may not import the package ${name}. ${layer.sentence}`
}
