// Incident numbers stay unique without a server when the database that counts goes back to an older self, or becomes two.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { decide } from '../../../shared/commands/commands.ts'
import { backupWhenDue } from '../../../station/store/backups.ts'
import { DATABASE_FILE } from '../../../station/store/open-store.ts'
import { restoreDatabase } from '../../../station/store/restore-database.ts'
import type { StationStore } from '../../../station/store/station-store.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, OFFICER, SPACE, chain, open, options, tables, take, value } from './stores.ts'

let reports = 0

/** Reports an incident as a station's officer does; gives its number. */
function report(store: StationStore): string {
  const context = {
    ...{ nowMs: NOW_MS, station: store.station, officer: OFFICER, role: 'dutyOfficer' as const },
    ...{ agency: asId<never>('a'), agencyCode: 'FJYJ', newId: () => asId<never>(`report-${(reports += 1)}`) },
    nextCount: (name: string) => store.nextCount(name),
    numberMark: store.numberMark,
    isNumberTaken: (number: string) => store.hasNumber(number),
    read: () => undefined,
    list: () => [],
  }
  const decided = value(decide('reportIncident', context, { title: '积水', category: '11B01' }))
  value(store.commit(SPACE, decided.drafts, { officer: OFFICER, nowMs: NOW_MS }))
  const number = decided.drafts[0]?.fields['number']
  return typeof number === 'string' ? number : ''
}

/** A station that reported two incidents, was backed up, reported two more, and was closed. */
async function busyStation(): Promise<{ readonly folder: string; readonly backup: string; readonly given: string[] }> {
  const folder = scratchFolder()
  const { store } = await open({ folder })
  store.ensureSpace(SPACE)
  const given = [report(store), report(store)]
  const backup = value(await backupWhenDue(store, folder, NOW_MS, () => undefined))?.path ?? ''
  given.push(report(store), report(store))
  store.close()
  const code = store.station.slice(0, 4)
  expect(given).toEqual(['001', '002', '003', '004'].map((counter) => `FJYJ-20240701-${code}-${counter}`))
  return { folder, backup, given }
}

async function goesOn(folder: string): Promise<string[]> {
  const { store } = await open({ folder })
  store.ensureSpace(SPACE)
  const given = [report(store), report(store)]
  store.close()
  return given
}

const MARKED = /^FJYJ-20240701-[0-9A-Z]{6}-00[12]$/

describe('[CM-9] [OP-5] numbers', () => {
  test('a station that was only stopped counts on under its own characters', async () => {
    const { folder, given } = await busyStation()
    expect(await goesOn(folder)).toEqual(['5', '6'].map((last) => given[0]?.replace(/1$/, last)))
  })

  test('after a restore none is given a second time; after two none either', async () => {
    const { folder, backup, given } = await busyStation()
    for (let round = 0; round < 2; round += 1) {
      value(await restoreDatabase(backup, options({ folder }), undefined))
      const next = await goesOn(folder)
      for (const number of next) expect(number).toMatch(MARKED)
      given.push(...next)
    }
    expect(new Set(given).size).toBe(given.length)
  })

  test('after a damaged database gave way to a backup, and what could be read of it came back', async () => {
    const { folder, given } = await busyStation()
    writeFileSync(join(folder, DATABASE_FILE), 'rubbish, and long enough to be no empty database')
    const next = await goesOn(folder)
    for (const number of next) expect(number).toMatch(MARKED)
    expect(new Set([...given, ...next]).size).toBe(6)
  })

  test.each([
    ['damaged and there was no backup', (path: string) => writeFileSync(path, 'rubbish and no database at all')],
    ['removed by hand', (path: string) => rmSync(path)],
  ])('after the database was %s, with the old key', async (_, lose) => {
    const { folder, given } = await busyStation()
    rmSync(join(folder, 'backups'), { recursive: true })
    lose(join(folder, DATABASE_FILE))
    const next = await goesOn(folder)
    expect(new Set([...given, ...next]).size).toBe(6)
  })

  test('a folder copied to another place counts apart from the one it was copied from', async () => {
    const { folder, given } = await busyStation()
    const copy = scratchFolder()
    cpSync(folder, copy, { recursive: true })
    const next = [...(await goesOn(folder)), ...(await goesOn(copy)), ...(await goesOn(folder))]
    expect(new Set([...given, ...next]).size).toBe(given.length + 6)
    expect(next.map((number) => MARKED.test(number))).toEqual([false, false, true, true, false, false])
  })

  test('a backup put in the place of the database by hand counts apart', async () => {
    const { folder, backup, given } = await busyStation()
    const path = join(folder, DATABASE_FILE)
    rmSync(path)
    // Something else lies between: file systems give a number that was freed to the next file.
    mkdirSync(join(folder, 'other'))
    cpSync(backup, path)
    const next = await goesOn(folder)
    expect(new Set([...given, ...next]).size).toBe(6)
  })

  test('a chain that was found to be forked is gone on from under a mark', async () => {
    const { store } = await open({ folder: scratchFolder() })
    store.ensureSpace(SPACE)
    const first = report(store)
    store.beginNewChain(SPACE)
    const marked = report(store)
    store.beginNewChain(SPACE)
    const again = report(store)
    expect(first).not.toMatch(MARKED)
    expect([marked, again]).toEqual([expect.stringMatching(MARKED), expect.stringMatching(MARKED)])
    expect(marked).not.toBe(again)
  })

  test('one that another station of the same characters gave already is passed over', async () => {
    const { store, db } = await open({ folder: scratchFolder() })
    store.ensureSpace(SPACE)
    const number = `FJYJ-20240701-${store.station.slice(0, 4)}-001`
    take(store, chain('OTHER', [{ record: 'theirs', fields: { title: 'x', number } }]))
    tables(db)
    expect(report(store)).toBe(number.replace(/1$/, '2'))
  })
})
