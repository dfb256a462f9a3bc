// Verifying at a station at work: in a thread of its own, while officers are answered; told how far it is, one at a time, stopped by
// anybody, and by the destroying of personal data.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { DESTRUCTION, ERASURE, erasureId } from '../../../shared/model/destruction.ts'
import { problemsIn } from '../../../shared/rpc/verify.ts'
import type { FileStation } from '../../support/file-station.ts'
import { SPACE, fileStation } from '../../support/file-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'
import { NOW_MS, chain, must, value } from '../store/stores.ts'

const CHANGES = 20_000
const SLOW = { timeout: 180_000 }
const FUJIAN = asId<never>(SPACE)

/** Signed in, cut off, with the journal of a busy station. */
async function busyStation(changes: number): Promise<{ readonly station: FileStation; readonly folder: string }> {
  const server = await liveServer(scratchFolder())
  await officer(server, 'chief', 'commander')
  const folder = scratchFolder()
  const station = await fileStation(folder, 'A')
  await station.join(server)
  await station.must('signIn', { name: 'chief', password: 'a long password' })
  await station.must('setCutOff', { cutOff: true })
  const said = Array.from({ length: changes }, (_, index) => ({
    record: `r${index % 4_000}`,
    fields: { title: `险情 ${index}` },
  }))
  const theirs = chain('other', said, SPACE)
  const given = { nowMs: NOW_MS, agreed: true, historyOnly: false }
  for (let at = 0; at < changes; at += 2_000)
    value(station.engine.store.receive(FUJIAN, theirs.slice(at, at + 2_000), [], given))
  return { station, folder }
}

test(`[VF-1] [VF-3] while ${CHANGES} changes are verified the station answers and records`, SLOW, async () => {
  const { station } = await busyStation(CHANGES)
  const verified = { isDone: false }
  const one = station.must('verify', {}).finally(() => (verified.isDone = true))
  const other = station.must('verify', {})
  const { verifying } = await station.untilStatus(({ verifying: now }) => now !== null && now.done > 0)
  expect(must(verifying).of).toBeGreaterThanOrEqual(2 * CHANGES)
  let answered = 0
  let reported = 0
  while (!verified.isDone) {
    expect((await station.must('digest', { space: SPACE })).records).toBeGreaterThanOrEqual(4_000)
    answered += 1
    // The link within the process answers without ever letting timers and threads be heard.
    await setImmediate()
    if (answered % 10 !== 1) continue
    await station.report(`报告 ${answered}`)
    reported += 1
  }
  expect(answered).toBeGreaterThan(3)
  expect(reported).toBeGreaterThan(0)
  const report = must(await one)
  expect(await other).toEqual(report)
  expect(problemsIn(report)).toEqual([])
  expect(report.notCompared).toEqual([])
  // Of the moment it began: what was recorded meanwhile is not in it.
  const here = must(await station.must('verify', {}))
  const count = (of: typeof report): number => of.chains.reduce((sum, { changes }) => sum + changes, 0)
  expect(count(here)).toBeGreaterThanOrEqual(count(report) + reported)
  expect((await station.untilStatus(({ verifying: now }) => now === null)).verifying).toBeNull()
  await station.stop()
})

test(
  '[VF-3] anybody stops it, and so do the destroying of personal data and the end of the station',
  SLOW,
  async () => {
    const { station, folder } = await busyStation(6_000)
    const stopped = station.must('verify', {})
    await station.untilStatus(({ verifying }) => verifying !== null)
    await station.must('stopVerify', {})
    expect(await stopped).toBeNull()
    expect((await station.untilStatus(({ verifying }) => verifying === null)).verifying).toBeNull()

    // What a thread still reads could not be written over: the log of the database is empty after a destruction.
    const { store } = station.engine
    const late = must(chain('late', [{ record: 'i1', fields: { sourceName: '某人' } }], SPACE)[0])
    const order = {
      ...{ incident: 'i1', basis: '个人信息保护法第四十七条', reason: '事件办结', by: 'o1' },
      ...{ at: '2024-07-01T08:00:00+08:00', evidence: [] },
      erases: [{ kind: 'incident', id: 'i1', changes: [late.id] }],
    }
    const given = { nowMs: NOW_MS, agreed: true, historyOnly: false }
    value(store.receive(FUJIAN, chain('third', [{ kind: DESTRUCTION, record: 'd1', fields: order }], SPACE), [], given))
    const word = asId<never>(erasureId('d1', store.station))
    await station.untilStatus(() => store.read(FUJIAN, ERASURE, word) !== undefined)
    const during = station.must('verify', {})
    await station.untilStatus(({ verifying }) => verifying !== null)
    value(store.receive(FUJIAN, [late], [], given))
    expect(store.history(FUJIAN, { kind: 'incident', id: asId('i1') })[0]?.change.content).toBeNull()
    // Nothing is left in it but the page that says it was written anew.
    expect(statSync(join(folder, 'station.db-wal')).size).toBeLessThan(16_384)
    expect(await during).toBeNull()

    const ended = station.call('verify', {})
    await station.untilStatus(({ verifying }) => verifying !== null)
    await station.stop()
    void ended
  },
)
