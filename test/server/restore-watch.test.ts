// How long a restored server is careful, and whom it believes that it forgot something: a real journal and access, a clock in
// the test's hand.
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { Access } from '../../server/access/access.ts'
import { Peer } from '../../server/hub/peer.ts'
import { RestoreWatch } from '../../server/hub/restore-watch.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { fault } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import { readChange } from '../../shared/journal/change.ts'
import { OFFICER } from '../../shared/model/directory.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import { scratchFolder } from '../support/scratch.ts'
import { sha256 } from '../support/shared-crypto.ts'
import { FUJIAN } from '../support/sync-station.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

function world() {
  let now = 1_700_000_000_000
  const nowMs = (): number => now
  const opened = openSqliteLog(scratchFolder(), now)
  if (!opened.ok) throw new Error(opened.fault.message)
  const log = opened.value
  onTestFinished(() => log.close())
  const access = new Access({ log, book: log.access, nowMs, onCommits: () => undefined })
  let ended = 0
  const watch = new RestoreWatch({ log, nowMs, logger: pino({ level: 'silent' }), endLinks: () => (ended += 1) })
  return { log, access, watch, later: (ms: number) => (now += ms), nowMs, ended: () => ended }
}

const silent = { emit: () => undefined, bufferedBytes: () => 0, close: () => undefined }

test('[SL-12] a station is believed once an hour; a new epoch ends all links', async () => {
  const { log, watch, later, ended } = world()
  const first = log.epoch
  expect(await watch.isBehind(asId('S1'), FUJIAN, 9, 4)).toBe(true)
  expect([log.epoch === first, ended()]).toEqual([false, 1])
  const second = log.epoch
  later(59 * MINUTE)
  expect(await watch.isBehind(asId('S1'), FUJIAN, 9, 4)).toBe(false)
  expect([log.epoch, ended()]).toEqual([second, 1])
  expect(await watch.isBehind(asId('S2'), FUJIAN, 9, 4)).toBe(true)
  later(2 * MINUTE)
  expect(await watch.isBehind(asId('S1'), FUJIAN, 9, 4)).toBe(true)
  expect(ended()).toBe(3)
})

test('[SL-13] every verdict waits for ten minutes of comparing, one that rests on something unknown for 30 days', async () => {
  const { log, access, watch, later, nowMs } = world()
  const peer = new Peer(silent, new Uint8Array(32))
  const unknown = fault('notAllowed', 'the author is not in the directory', { missing: 'officer' })
  const noRight = fault('notAllowed', 'viewer may not')
  const waits = (): readonly boolean[] => {
    const refilling = watch.isRefilling(peer)
    return [access.mayLackIdentities, access.waits(unknown, refilling), access.waits(noRight, refilling)]
  }
  expect(waits()).toEqual([false, false, false])
  await log.renewEpoch(nowMs())
  expect(waits()).toEqual([true, true, true])
  later(11 * MINUTE)
  expect(waits()).toEqual([true, true, false])
  // A peer that comes days later compares then, and is given its ten minutes.
  later(3 * DAY)
  watch.refills(peer)
  expect(waits()).toEqual([true, true, true])
  later(11 * MINUTE)
  expect(waits()).toEqual([true, true, false])
  later(27 * DAY)
  expect(waits()).toEqual([false, false, false])
})

test('[SY-15] what is missing is said: officer, first sign-in; who has neither right nor excuse is refused', async () => {
  const { access } = world()
  const author = new ChainAuthor(FUJIAN, 1)
  const bytes = author.write('incident', 'i', { title: 'x' })
  const change = readChange(bytes, sha256)
  if (!change.ok) throw new Error(change.fault.message)
  const by = (officer: string) => ({ ...change.value, head: { ...change.value.head, officer: asId<never>(officer) } })
  const fields = { displayName: 'W', agency: 'fjyj', active: true, credentialVersion: 1 }
  await access.setUp([
    { kind: OFFICER, id: asId('wang'), fields: { ...fields, name: 'wang', role: 'dutyOfficer' } },
    { kind: OFFICER, id: asId('view'), fields: { ...fields, name: 'view', role: 'viewer' } },
  ])
  const missing = (officer: string): unknown => access.judge(by(officer), true)?.detail?.['missing']
  expect([missing('nobody'), missing('wang')]).toEqual(['officer', 'signIn'])
  await access.noteSignedIn(
    ['wang', 'view'].map((officer) => ({ station: author.key.station, officer: asId(officer) })),
  )
  expect(access.judge(by('wang'), true)).toBeUndefined()
  expect(access.judge(by('view'), true)).toMatchObject({ kind: 'notAllowed' })
  expect(missing('view')).toBeUndefined()
  // A second sign-in of the pair writes nothing.
  const signIns = access.directory.signIns.size
  await access.noteSignedIn([{ station: author.key.station, officer: asId('wang') }])
  expect([access.directory.signIns.size, signIns]).toEqual([2, 2])
})
