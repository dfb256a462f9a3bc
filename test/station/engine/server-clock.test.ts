// Whose time counts at a station whose clock is wrong: the server's, as well as it is known.
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { timeField } from '../../../shared/model/fields.ts'
import { dueReports } from '../../../shared/model/report-clock.ts'
import { DELIVERY } from '../../../shared/model/report.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'
import { ServerClock } from '../../../station/engine/server-clock.ts'
import { openStore } from '../../../station/store/open-store.ts'
import { deskStation } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const HOUR_MS = 3_600_000

test('[TM-1] a station an hour fast or slow counts deadlines and signs by the server’s clock, linked and cut off, and when its clock is set', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'lin', 'commander')
  let wrongMs = HOUR_MS
  const seat = await deskStation({
    ...{ folder: scratchFolder(), name: '甲席', server, agency: CENTRE },
    nowMs: () => Date.now() + wrongMs,
  })
  // A clock that leaps ends sessions: they are the machine's own matter.
  const signIn = async (): Promise<void> =>
    expect(await seat.call('signIn', { name: 'lin', password: 'a long password' })).toMatchObject({ ok: true })
  await signIn()
  const ofIncident = async (): Promise<{ readonly receivedMs: number; readonly id: string }> => {
    const id = await seat.must('reportIncident', { title: '爆燃', category: '12G01' })
    const state = seat.engine.store.read(asId('fujian'), 'incident', asId(id))
    return { id, receivedMs: (state && timeField(shownFields(state), 'receivedAt')) ?? 0 }
  }
  const isNow = (ms: number): void => expect(Math.abs(ms - Date.now())).toBeLessThan(10_000)
  isNow((await ofIncident()).receivedMs)
  await seat.call('setCutOff', { cutOff: true })
  isNow((await ofIncident()).receivedMs)
  // Somebody sets it while it is cut off: the other way, a day, then right.
  for (const ms of [-HOUR_MS, 24 * HOUR_MS, 0]) {
    wrongMs = ms
    await signIn()
    const { id, receivedMs } = await ofIncident()
    isNow(receivedMs)
    // Two hours are left; by the machine's own clock it would be late, or sent at a time to come.
    const state = seat.engine.store.read(asId('fujian'), 'incident', asId(id))
    const [due] = state === undefined ? [] : dueReports(shownFields(state), SHIPPED_CLOCK_RULES, [])
    if (due === undefined) throw new Error('nothing is due')
    const report = await seat.must('draftReport', { incident: id, type: 'initial', title: '专报', text: '一' })
    const to = due.rule.toRole
    const sent = await seat.must('sendReport', { report, channel: 'telephone', to, takenBy: '', rule: due.rule.id })
    const delivery = seat.engine.store.read(asId('fujian'), DELIVERY, asId(sent))
    expect(delivery && shownFields(delivery)['sent']).toMatchObject({ lateReason: null })
  }
})

type Act =
  | { readonly act: 'pass'; readonly ms: number }
  | { readonly act: 'set'; readonly ms: number }
  | { readonly act: 'greet' }
  | { readonly act: 'look' }
  | { readonly act: 'restart' }
  | { readonly act: 'reboot' }
const acts = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 30 * HOUR_MS }) }),
    fc.record({ act: fc.constant('set' as const), ms: fc.integer({ min: -400 * HOUR_MS, max: 400 * HOUR_MS }) }),
    ...(['greet', 'look', 'restart', 'reboot'] as const).map((act) => fc.record({ act: fc.constant(act) })),
  ),
  { maxLength: 25 },
)

test('[TM-1] [TM-2] for any order of waiting, setting the clock, restarts and greetings: known is right, and what cannot be known is not claimed', async () => {
  const opened = await openStore({
    ...{ folder: '', memory: true, nowMs: Date.now, log: () => undefined },
    random: (count) => new Uint8Array(randomBytes(count)),
  })
  if (!opened.ok) throw new Error(opened.fault.message)
  const { store } = opened.value
  onTestFinished(() => store.close())
  fc.assert(
    fc.property(acts, (steps: readonly Act[]) => {
      store.setMeta('clock.server', null)
      let serverMs = Date.parse('2026-11-28T00:00:00Z')
      let wrongMs = 5 * HOUR_MS
      let bootMs = serverMs - HOUR_MS
      const parts = {
        store,
        nowMs: () => serverMs + wrongMs,
        uptimeMs: () => serverMs - bootMs,
        onChange: () => undefined,
      }
      let clock = new ServerClock(parts)
      let isKnown = false
      let isSetSince = false
      for (const step of steps) {
        if (step.act === 'pass') serverMs += step.ms
        else if (step.act === 'set') {
          wrongMs = step.ms
          isSetSince = true
        } else if (step.act === 'look') {
          clock.look()
          isSetSince = false
        } else if (step.act === 'greet') {
          clock.learn(-wrongMs)
          isKnown = true
          isSetSince = false
        } else {
          // A machine that was off for a minute: its uptime begins anew.
          if (step.act === 'reboot') {
            serverMs += 60_000
            bootMs = serverMs
          }
          const before = isKnown
          clock = new ServerClock(parts)
          isKnown = clock.offsetMs !== null
          if (before && step.act === 'restart' && !isSetSince) expect(isKnown).toBe(true)
          if (!before) expect(isKnown).toBe(false)
        }
        if (isKnown) expect(Math.abs(clock.nowMs() - serverMs)).toBeLessThanOrEqual(2_000)
        else expect([clock.offsetMs, clock.nowMs()]).toEqual([null, serverMs + wrongMs])
      }
    }),
    { numRuns: 500 },
  )
})
