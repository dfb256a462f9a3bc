// What was signed stays as it was signed, whatever program writes: the server refuses a change that replaces it, and every
// station's picture keeps the first.
import { expect, test } from 'vitest'
import { asId } from '../../shared/base/ids.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { joined, officer, signedIn } from '../support/server-people.ts'

const FUJIAN: SpaceId = asId('fujian')

test('[CM-13] a signed text written again by a program that does not ask is refused everywhere', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'leader', 'commander')
  const [here, there] = [await joined(server, 'here'), await joined(server, 'there')]
  await signedIn(here, 'leader')
  const signed = (text: string) => ({
    title: '报告',
    text,
    facts: {},
    signer: 'leader',
    at: '2024-01-01T08:00:00+08:00',
  })
  const write = (fields: { readonly signed: ReturnType<typeof signed> }): void => {
    const draft = { kind: 'report', id: asId<never>('r1'), fields }
    expect(here.store.commit(FUJIAN, [draft], { officer: asId('leader'), nowMs: Date.now() }).ok).toBe(true)
  }
  const textAt = (store: typeof here.store): unknown => {
    const state = store.read(FUJIAN, 'report', asId('r1'))
    const value = state === undefined ? undefined : shownValue(state, 'signed')
    return (value as { readonly text?: unknown } | undefined)?.text
  }
  write({ signed: signed('原文') })
  await there.until(() => textAt(there.store) === '原文')
  write({ signed: signed('改过的文字') })
  expect(textAt(here.store)).toBe('改过的文字')
  // The verdict comes back: the change leaves the picture here, and never enters it there.
  await here.until(() => textAt(here.store) === '原文')
  await here.until(() => here.store.facts(FUJIAN).waiting === 0)
  const refused = here.store.history(FUJIAN, { kind: 'report', id: asId('r1') }).filter((one) => one.refused !== null)
  expect(refused).toHaveLength(1)
  expect(textAt(there.store)).toBe('原文')
  const verdict = here.store.read(FUJIAN, 'verdict', asId(String(refused[0]?.refused)))
  expect(verdict === undefined ? undefined : shownValue(verdict, 'fault')).toBe('alreadySigned')
}, 30_000)
