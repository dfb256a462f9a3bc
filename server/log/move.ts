// Moves a server's database from one store to another [SL-22]: copies every row, reads back what arrived and proves it (each
// change by its hash, each record's digest from its state, the sums against the pictures), and only then lets the new one
// count and retires the old one. Until then nothing is changed at the source.
import { archiveOf } from '../../shared/archive/archive-file.ts'
import { toHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, fault, ok } from '../../shared/base/fault.ts'
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import { readChange } from '../../shared/journal/change.ts'
import { addDigest, emptyDigest, recordDigest } from '../../shared/journal/picture-code.ts'
import { readRecord } from '../../shared/journal/record-text.ts'
import { diskFault } from './disk-fault.ts'
import type { Cell, MovedPicture, MovedStore, MovedTable, Row } from './move-rows.ts'
import { MOVED_NAMES } from './move-rows.ts'
import { sha256 } from './node-crypto.ts'
import { isPostgresUrl, refusalOf, shownUrl } from './postgres/connection.ts'
import { beginPostgresRows, openPostgresRows, readPostgresRows } from './postgres/postgres-rows.ts'
import { beginSqliteRows, openSqliteRows } from './sqlite-rows.ts'

export interface Moved {
  readonly pictures: readonly MovedPicture[]
  readonly rows: Readonly<Record<MovedTable, number>>
}

/**
 * Moves from a folder or connection string to another one, where nothing is yet. Archives of a PostgreSQL database are looked for
 * as from `archiveFolder`.
 */
export async function moveStore(from: string, to: string, nowMs: number, archiveFolder = '.'): Promise<Result<Moved>> {
  const source = isPostgresUrl(from) ? await openPostgresRows(from, archiveFolder) : openSqliteRows(from)
  if (!source.ok) return source
  try {
    const target = isPostgresUrl(to) ? await beginPostgresRows(to) : beginSqliteRows(to)
    if (!target.ok) return target
    try {
      const rows = await copy(source.value, target.value)
      const [before, after] = [await picturesOf(source.value), await prove(target.value)]
      const differs = before.find((picture, index) => !samePicture(picture, after[index]))
      if (differs !== undefined || before.length !== after.length)
        throw new FaultError(fault('hashMismatch', `what arrived is not what was sent (${differs?.space ?? 'spaces'})`))
      await target.value.keep()
      await source.value.retire(shownUrl(to), nowMs)
      return ok({ pictures: after, rows })
    } finally {
      await target.value.close()
    }
  } catch (error) {
    const why = diskFault(refusalOf(error))
    if (why.kind === 'internal') throw error
    return { ok: false, fault: why }
  } finally {
    await source.value.close()
  }
}

/** Copies what a PostgreSQL database is at this moment into a new SQLite one in `folder`, read back; servers go on meanwhile. */
export async function copyOutOf(url: string, folder: string): Promise<Result<readonly MovedPicture[]>> {
  const source = await readPostgresRows(url)
  if (!source.ok) return source
  try {
    const target = beginSqliteRows(folder)
    if (!target.ok) return target
    try {
      await copy(source.value, target.value)
      const [before, after] = [await picturesOf(source.value), await prove(target.value)]
      const differs = before.find(
        (picture) =>
          !samePicture(
            picture,
            after.find(({ space }) => space === picture.space),
          ),
      )
      if (differs !== undefined || before.length !== after.length)
        throw new FaultError(
          fault('hashMismatch', `what was copied is not what was read (${differs?.space ?? 'spaces'})`),
        )
      await target.value.keep()
      return ok(after)
    } finally {
      await target.value.close()
    }
  } catch (error) {
    const why = diskFault(refusalOf(error))
    if (why.kind === 'internal') throw error
    return { ok: false, fault: why }
  } finally {
    await source.value.close()
  }
}

async function copy(source: MovedStore, target: MovedStore): Promise<Moved['rows']> {
  const counts = Object.fromEntries(MOVED_NAMES.map((name) => [name, 0])) as Record<MovedTable, number>
  for (const table of MOVED_NAMES)
    for await (const rows of source.read(table)) {
      await target.write(table, rows)
      counts[table] += rows.length
    }
  await target.writeFacts(await source.facts())
  return counts
}

/** The pictures as the rows of the spaces say. */
async function picturesOf(store: MovedStore): Promise<readonly MovedPicture[]> {
  return (await spacesOf(store)).map(({ picture }) => picture)
}

async function spacesOf(
  store: MovedStore,
): Promise<readonly { readonly number: Cell; readonly picture: MovedPicture }[]> {
  const all: { readonly number: Cell; readonly picture: MovedPicture }[] = []
  for await (const rows of store.read('space'))
    for (const [number = null, id, tip, records, digest] of rows) {
      const picture = {
        space: String(id) as SpaceId,
        changes: Number(tip),
        records: Number(records),
        digest: bytesOf(digest),
      }
      all.push({ number, picture })
    }
  return all
}

/** The pictures, after everything below them was read back and held. */
async function prove(store: MovedStore): Promise<readonly MovedPicture[]> {
  const spaces = await spacesOf(store)
  const sums = new Map(spaces.map(({ number }) => [number, { changes: 0, records: 0, digest: emptyDigest() }]))
  for await (const rows of store.read('journal'))
    for (const row of rows) {
      const sum = sums.get(row[0] ?? null)
      if (sum === undefined || Number(row[1]) !== sum.changes + 1 || !isWhole(row)) throw notWhole('a change')
      sum.changes += 1
    }
  for await (const rows of store.read('subject'))
    for (const [number = null, , kind, id, , digest, state] of rows) {
      if (digest === null || digest === undefined) continue
      const sum = sums.get(number)
      const record = readRecord(String(kind), String(id) as RecordId, String(state))
      if (sum === undefined || toHex(recordDigest(record, sha256)) !== toHex(bytesOf(digest)))
        throw notWhole('a record')
      addDigest(sum.digest, bytesOf(digest), 1)
      sum.records += 1
    }
  for (const { number, picture } of spaces)
    if (!samePicture(picture, { space: picture.space, ...(sums.get(number) ?? { ...picture, changes: -1 }) }))
      throw notWhole(`the picture of ${picture.space}`)
  return spaces.map(({ picture }) => picture)
}

/** A body that lies in an archive is proved there. */
function isWhole(row: Row): boolean {
  const stored = row[8] ?? null
  const body = stored === null || archiveOf(bytesOf(stored)) !== undefined ? null : bytesOf(stored)
  return readChange({ header: bytesOf(row[7]), body }, sha256).ok
}

function samePicture(one: MovedPicture, other: MovedPicture | undefined): boolean {
  return (
    other !== undefined &&
    one.space === other.space &&
    one.changes === other.changes &&
    one.records === other.records &&
    toHex(one.digest) === toHex(other.digest)
  )
}

function bytesOf(cell: Cell | undefined): Uint8Array {
  return cell instanceof Uint8Array ? cell : new Uint8Array()
}

function notWhole(what: string): FaultError {
  return new FaultError(fault('hashMismatch', `${what} did not arrive whole`))
}
