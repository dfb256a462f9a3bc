// Destroying personal data while what came in last is folded and not yet written: nothing of it may stay in the gaps of the file.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeChange } from '../../../shared/journal/change.ts'
import { sha256 } from '../../../station/store/node-crypto.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SPACE, chain, must, open, tables, take } from './stores.ts'

test('[CM-29] what an order writes over is gone from the file, also where the order was carried out before the record was written anew', async () => {
  const folder = scratchFolder()
  const { store, db } = await open({ folder })
  store.ensureSpace(SPACE)
  const name = '欧阳佚名'.repeat(40)
  const said = chain('S', [
    ...Array.from({ length: 40 }, (_, n) => ({ record: `r${n}`, fields: { title: `事件 ${n}` } })),
    { record: 'i', fields: { title: '山洪', sourceName: name } },
  ])
  take(store, said)
  tables(db)
  const told = must(said.at(-1))
  const sets = [
    { name: 'title', value: '山洪', over: [told.id] },
    { name: 'sourceName', value: '', over: [told.id] },
  ]
  take(store, [makeChange({ ...told.head, seq: said.length + 1, previous: told.hash }, { sets }, sha256)])
  expect(store.erase(SPACE, [told.id])).toBe(1)
  store.scrub()
  store.close()
  expect(readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes('欧阳佚名'))).toEqual([])
})
