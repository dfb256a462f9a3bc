// Files of attachments that an order destroys at a server: in their space's folder, and in that of a link they were given to,
// where a linked server does not bring them back; what another attachment names stays where it is named.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../shared/base/json.ts'
import { sharedKind, writeShared } from '../../shared/interop/link/shared-record.ts'
import { ATTACHMENT, NO_FILE } from '../../shared/model/attachment.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'

const OWN: SpaceId = asId('fujian')
const LINK: SpaceId = asId('link-city')
const PEER = asId<never>('PEER')

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function named(bytes: Uint8Array, name: string): JsonFields {
  return {
    ...{ incident: 'i', name, mime: 'text/plain', bytes: bytes.length, sha256: hashOf(bytes) },
    ...{ note: '', voidReason: null },
  }
}

/** As it stands in the space of a link. */
function given(fields: JsonFields): JsonFields {
  const stamp = { ms: 1, counter: 0, station: 'S' }
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, Json] => [
      name,
      writeShared({ value, stamp, base: null, path: ['S'] }),
    ]),
  )
}

test('[SL-28] files of an order go from their own folder and the folders of links, and are not taken again from a linked server', async () => {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  const write = (space: SpaceId, kind: string, id: string, fields: JsonFields) =>
    server.log.write(space, [{ kind, id: asId(id), fields }], asId(''), Date.now())
  const [goes, both] = [Buffer.from('身份证'), Buffer.from('现场')]
  const [file, shared] = [named(goes, 'a.txt'), named(both, 'b.txt')]
  for (const [id, fields] of [
    ['goes', file],
    ['both', shared],
    ['stays', shared],
  ] as const)
    await write(OWN, ATTACHMENT, id, fields)
  for (const [id, fields] of [
    ['goes', file],
    ['both', shared],
  ] as const)
    await write(LINK, sharedKind(ATTACHMENT), id, given(fields))
  for (const [space, id, bytes] of [
    [OWN, 'goes', goes],
    [OWN, 'both', both],
    [LINK, 'goes', goes],
    [LINK, 'both', both],
  ] as const)
    expect(await server.files.put(space, id, 0, bytes, PEER)).toMatchObject({ ok: true, value: { whole: true } })

  const copies = (bytes: Buffer): number =>
    (readdirSync(join(folder, 'files'), { recursive: true }) as string[])
      .map((name) => join(folder, 'files', name))
      .filter((path) => statSync(path).isFile() && readFileSync(path).equals(bytes)).length
  expect([copies(goes), copies(both)]).toEqual([2, 2])
  for (const [id, fields] of [
    ['goes', file],
    ['both', shared],
  ] as const)
    await write(OWN, ATTACHMENT, id, { ...fields, name: '—', sha256: NO_FILE })
  const files = [
    { id: 'goes', sha256: hashOf(goes) },
    { id: 'both', sha256: hashOf(both) },
  ]
  expect(await server.files.destroy(OWN, files)).toEqual({ removed: 1, kept: 1 })
  // The second stays where another attachment names it, and goes where none does.
  expect([copies(goes), copies(both)]).toEqual([0, 1])
  // The other side still says what its copy is; here nobody takes it, in whole or in parts.
  for (const id of ['goes', 'both'])
    for (const space of [OWN, LINK]) {
      expect(await server.files.put(space, id, 0, goes, PEER)).toMatchObject({ ok: false, fault: { kind: 'notFound' } })
      expect(await server.files.get(space, id, 0, 9)).toMatchObject({ ok: false, fault: { kind: 'notFound' } })
      expect(await server.files.state(space, id, PEER)).toBeUndefined()
    }
  expect(await server.files.destroy(OWN, files)).toEqual({ removed: 0, kept: 1 })
})
