// Names for messages that go out, read from the seeds as the source finds them and as the packaged program does.
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { readNames, seedsFrom } from '../../../server/gateways/warnings/names.ts'
import { ROOT } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'

const root = pathToFileURL(`${ROOT}/`)

test('source and bundle find the same folder, and names come out of it', async () => {
  const source = seedsFrom(new URL('server/gateways/warnings/names.ts', root).href)
  const bundle = seedsFrom(new URL('dist/server/server.js', root).href)
  expect([source.href, bundle.href]).toEqual([new URL('seeds/', root).href, source.href])
  const names = await readNames(bundle)
  expect([names.event('11B01'), names.division('350100')]).toEqual(['台风事件', '福州市'])
})

test('without the files messages carry codes alone', async () => {
  const names = await readNames(pathToFileURL(`${scratchFolder()}/`))
  expect([names.event('11B01'), names.division('350100')]).toEqual(['', ''])
})
