// The layer rule: the table itself, and one fixture per form of import on which the linter must fail.
import { beforeAll, describe, expect, test } from 'vitest'
import { LAYERS } from '../../tools/lint/layer-table.ts'
import { packageOf, placeOf, refusal } from '../../tools/lint/layers.ts'
import { type Finding, lintTree } from '../support/lint-tree.ts'

describe('the table', () => {
  const say = (from: string, specifier: string, typeOnly = false) => refusal({ from, specifier, typeOnly })

  test('programs meet only in shared', () => {
    const programs = ['station/engine/a.ts', 'server/bin/a.ts', 'electron/main/a.ts', 'renderer/app/a.ts']
    for (const from of programs) {
      for (const other of ['station/store/b.ts', 'server/log/b.ts', 'electron/preload/b.ts', 'renderer/ui/b.ts']) {
        if (from.split('/')[0] === other.split('/')[0]) continue
        expect(say(from, `../../${other}`), `${from} -> ${other}`).toContain('may not import')
        expect(say(from, `../../${other}`, true), `type: ${from} -> ${other}`).toContain('may not import')
      }
    }
  })

  test('nobody imports test, bench, tools or code of seeds', () => {
    for (const { folder } of LAYERS) {
      const top = folder.split('/')[0] ?? ''
      if (['test', 'bench', 'tools', 'seeds'].includes(top)) continue
      const from = `${folder.replace('*', 'x')}/a.ts`
      const up = '../'.repeat(from.split('/').length - 1)
      for (const target of ['test/support/b.ts', 'bench/b.ts', 'tools/b.ts', 'seeds/build/b.ts']) {
        expect(say(from, up + target), `${from} -> ${target}`).toBeDefined()
      }
    }
  })

  test('one feature does not import another, but may import itself and the view', () => {
    const from = 'renderer/features/incidents/list.tsx'
    expect(say(from, '../teams/team.ts')).toContain('not another feature')
    expect(say(from, './row.tsx')).toBeUndefined()
    expect(say(from, './parts/row.tsx')).toBeUndefined()
    expect(say(from, '../../ui/button.tsx')).toBeUndefined()
    expect(say(from, '../../app/app.tsx')).toBeDefined()
  })

  test('the lowest layers stand on nothing above them', () => {
    expect(say('shared/base/fault.ts', '../geo/point.ts')).toContain('stands on nothing')
    expect(say('shared/base/fault.ts', 'zod')).toContain('may not import the package zod')
    expect(say('shared/journal/change.ts', '../model/incident.ts')).toBeDefined()
    expect(say('shared/model/incident.ts', '../commands/report.ts')).toBeDefined()
    expect(say('station/store/open.ts', '../engine/engine.ts')).toBeDefined()
    expect(say('station/query/view.ts', 'better-sqlite3')).toContain('no package')
    expect(say('shared/sync/hello.ts', 'node:crypto')).toBeDefined()
    expect(say('shared/sync/content-store.ts', 'node:fs')).toBeDefined()
    expect(say('station/files/file-sync.ts', '../sync/connection.ts')).toContain('station/files may import')
    expect(say('station/files/file-sync.ts', 'better-sqlite3')).toBeDefined()
    expect(say('server/files/server-files.ts', '../../station/files/folder-disk.ts')).toBeDefined()
    expect(say('server/files/server-files.ts', 'better-sqlite3')).toContain('server/files may import')
    expect(say('server/log/postgres/store.ts', '../space-disk.ts')).toBeUndefined()
    expect(say('server/log/postgres/store.ts', 'better-sqlite3')).toContain('it alone speaks to PostgreSQL')
    expect(say('server/log/postgres/store.ts', '../../hub/hub.ts')).toBeDefined()
    expect(say('server/log/sqlite-log.ts', 'pg')).toContain('it alone knows SQL')
    expect(say('server/backup/schedule.ts', 'better-sqlite3')).toContain('server/backup may import')
    expect(say('server/backup/schedule.ts', '../bin/start-server.ts')).toContain('server/backup may import')
    expect(say('server/backup/schedule.ts', '../log/sqlite-backup.ts')).toBeUndefined()
  })

  test('what may be used for its types only is refused as a value', () => {
    expect(say('electron/preload/bridge.ts', '../../shared/base/fault.ts', true)).toBeUndefined()
    expect(say('electron/preload/bridge.ts', '../../shared/base/fault.ts')).toContain('only types')
    expect(say('server/hub/hub.ts', 'pino', true)).toBeUndefined()
    expect(say('server/hub/hub.ts', 'pino')).toContain('only types')
  })

  test('a folder the table does not know has no place', () => {
    expect(placeOf('renderer/helpers/a.ts')).toBeUndefined()
    expect(placeOf('renderer/a.ts')).toBeUndefined()
  })

  test('names of packages', () => {
    expect(['node:fs/promises', '@ant-design/icons/lib', 'leaflet/dist/leaflet.css', 'zod'].map(packageOf)).toEqual([
      'node:',
      '@ant-design/icons',
      'leaflet',
      'zod',
    ])
  })

  test('every row has its own folder and a sentence that names it or says what it may do', () => {
    expect(new Set(LAYERS.map(({ folder }) => folder)).size).toBe(LAYERS.length)
    for (const { folder, sentence } of LAYERS) {
      expect(sentence.length, folder).toBeGreaterThan(20)
      expect(placeOf(`${folder.replace('*', 'x')}/a.ts`)?.layer.folder).toBe(folder)
    }
  })
})

describe('every form of import is seen', () => {
  const TARGET = { 'station/store/open.ts': 'export const open = 1\nexport type Open = number\n' }
  const FORMS: Readonly<Record<string, string>> = {
    import: `import { open } from '../../station/store/open.ts'\nexport const a = open\n`,
    'import for effect': `import '../../station/store/open.ts'\nexport const a = 1\n`,
    'import type': `import type { Open } from '../../station/store/open.ts'\nexport const a: Open = 1\n`,
    'inline type': `import { type Open } from '../../station/store/open.ts'\nexport const a: Open = 1\n`,
    'export from': `export { open } from '../../station/store/open.ts'\nexport const a = 1\n`,
    'export type from': `export type { Open } from '../../station/store/open.ts'\nexport const a = 1\n`,
    'export *': `export * from '../../station/store/open.ts'\nexport const a = 1\n`,
    'export * as': `export * as all from '../../station/store/open.ts'\nexport const a = 1\n`,
    'import()': `export const a = await import('../../station/store/open.ts')\n`,
    'import() of a template': 'export const a = await import(`../../station/store/open.ts`)\n',
    'import() by a computed name': `declare const name: string\nexport const a: unknown = await import(name)\n`,
    'type import()': `export const a: import('../../station/store/open.ts').Open = 1\n`,
    'typeof import()': `export let a: typeof import('../../station/store/open.ts') | undefined\n`,
    require: `declare function require(name: string): unknown\nexport const a = require('../../station/store/open.ts')\n`,
    'import = require': `import open = require('../../station/store/open.ts')\nexport const a = open\n`,
    worker: `export const a = new Worker(new URL('../../station/store/open.ts', import.meta.url))\n`,
  }

  const LEGAL: Readonly<Record<string, string>> = {
    'shared/base/fault.ts': 'export const fault = 1\n',
    'renderer/map/legal.ts': `import { fault } from '../../shared/base/fault.ts'\nimport * as leaflet from 'leaflet'\nexport const a = [fault, leaflet]\n`,
  }
  const PACKAGE = { 'station/query/a.ts': `import Database from 'better-sqlite3'\nexport const a = Database\n` }
  const STRAY = { 'renderer/helpers/a.ts': 'export const a = 1\n' }
  const pathOfForm = (name: string): string => `renderer/map/form-${Object.keys(FORMS).indexOf(name)}.ts`
  let found: readonly Finding[] = []

  beforeAll(async () => {
    const forms = Object.entries(FORMS).map(([name, source]) => [pathOfForm(name), source])
    const all = await lintTree({ ...TARGET, ...LEGAL, ...PACKAGE, ...STRAY, ...Object.fromEntries(forms) })
    found = all.filter(({ rule }) => rule === 'fengsui(layers)')
  })

  test.for(Object.keys(FORMS))('%s', (name) => {
    expect(found.filter(({ path }) => path === pathOfForm(name)).length).toBe(1)
  })

  test('a file in no known folder is refused', () => {
    expect(found.find(({ path }) => path in STRAY)?.line).toContain('lies in no folder of the layer table')
  })

  test('an allowed file passes', () => {
    expect(found.filter(({ path }) => path in LEGAL)).toEqual([])
  })

  test('a package that belongs elsewhere is refused, with the sentence that says what is allowed', () => {
    expect(found.find(({ path }) => path in PACKAGE)?.line).toContain(
      'station/query may import shared and station/store, and no package.',
    )
  })
})
