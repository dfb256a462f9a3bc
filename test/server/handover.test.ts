// A shift handed over between two real stations of a real server, over cables that are really cut: both signatures survive,
// what was written meanwhile is there, and what was claimed twice is seen.
import { expect, onTestFinished, test } from 'vitest'
import { must } from '../../shared/base/assert.ts'
import type { CommandInput, CommandName } from '../../shared/commands/commands.ts'
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { ItemRow } from '../../shared/rpc/rows.ts'
import { memoryPair } from '../../station/link/memory-pair.ts'
import type { FaultyProxy } from '../support/faulty-proxy.ts'
import { faultyProxy } from '../support/faulty-proxy.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import type { LiveStation } from '../support/live-station.ts'
import { liveStation } from '../support/live-station.ts'
import { scratchFolder } from '../support/scratch.ts'
import { seededChance } from '../support/seeded.ts'
import { officer } from '../support/server-people.ts'

const PASSWORD = 'a long password'
const SPACE = 'fujian'
const LIMIT_MS = 15_000
const NIGHT = { at: '2023-07-28T20:00:00+08:00', until: '2023-07-29T08:00:00+08:00' }
const GATHERED = {
  at: NIGHT.at,
  incidents: [{ id: 'i1', number: 'FJYJ-20230728-7K2Q-001', title: '风暴潮漫堤', level: 2, status: 'responding' }],
  incidentsBeyond: 0,
  clocks: [],
  clocksBeyond: 0,
  waiting: [{ kind: 'receipt', state: 'delivered', count: 2 }],
  due: [],
  silent: [],
} as const

/** A station with an officer at it and a cable of its own. */
class Desk {
  readonly station: LiveStation
  readonly cable: FaultyProxy
  readonly #rows = new Map<string, Map<string, ItemRow>>()
  readonly #looks = new Set<() => void>()

  constructor(station: LiveStation, cable: FaultyProxy, kinds: readonly string[]) {
    this.station = station
    this.cable = cable
    const [view, own] = memoryPair<ViewFrame, StationFrame>()
    station.engine.accept(own)
    view.onFrame((frame) => {
      if (frame.t !== 'rows') return
      const rows = must(this.#rows.get(kinds[frame.id - 1] ?? ''), 'a watch nobody opened')
      for (const row of frame.put as unknown as readonly ItemRow[]) rows.set(row.key, row)
      view.send({ t: 'ack', id: frame.id, seq: frame.seq })
      for (const look of [...this.#looks]) look()
    })
    for (const [at, kind] of kinds.entries()) {
      this.#rows.set(kind, new Map())
      const params = { space: SPACE, kind, filter: {}, sort: 'at', descending: true, offset: 0, limit: 100 }
      view.send({ t: 'watch', id: at + 1, watch: 'items', params })
    }
  }

  row(kind: string, id: string): ItemRow | undefined {
    return this.#rows.get(kind)?.get(id)
  }

  value(kind: string, id: string, field: string): unknown {
    return this.row(kind, id)?.fields[field]?.value
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`never came true: ${String(holds)}`)), LIMIT_MS)
      const look = (): void => {
        if (!holds()) return
        clearTimeout(limit)
        this.#looks.delete(look)
        resolve()
      }
      this.#looks.add(look)
      look()
    })
  }

  /** Runs a command; its record, or the kind of its refusal. */
  async run<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<string> {
    const callId = `${command} ${Math.random()}`
    const done = await this.station.call('run', { space: SPACE, command, input: input as never, callId })
    return done.ok ? done.value.id : done.fault.kind
  }

  async cut(): Promise<void> {
    this.cable.cutOff()
    await this.station.until(({ link }) => link === 'cutOff')
  }

  async heal(): Promise<void> {
    this.cable.heal()
    await this.station.call('relink', {})
    await this.station.until(({ link, spaces }) => link === 'linked' && spaces.every(({ waiting }) => waiting === 0))
  }

  get pictureCode(): string | undefined {
    return this.station.status().spaces.find(({ id }) => id === SPACE)?.pictureCode
  }
}

async function desk(server: LiveServer, name: string, who: string, seed: number): Promise<Desk> {
  await officer(server, who)
  const cable = await faultyProxy(Number(new URL(server.url).port), seededChance(seed))
  onTestFinished(() => cable.close())
  const station = await liveStation(scratchFolder(), name)
  const address = `http://127.0.0.1:${cable.port}`
  const joined = await station.call('join', { server: address, code: server.code(), stationName: name })
  expect(joined).toEqual({ ok: true, value: null })
  await station.until(({ link, spaces }) => link === 'linked' && spaces.some(({ id }) => id === SPACE))
  expect((await station.call('signIn', { name: who, password: PASSWORD })).ok).toBe(true)
  return new Desk(station, cable, ['handover', 'call', 'shift'])
}

test('[CM-24] a shift handed over between two stations whose cables are cut in turn: both signatures survive, nothing is lost', async () => {
  const server = await liveServer(scratchFolder())
  const [a, b] = [await desk(server, '甲席', 'lin', 1), await desk(server, '乙席', 'chen', 2)]
  const id = await a.run('draftHandover', { ...NIGHT, incoming: 'chen', remarks: '黄岐镇漫堤，每小时核实一次' })
  await b.until(() => b.row('handover', id) !== undefined)

  // Cut off from each other, the outgoing officer signs; the incoming one cannot know of it yet and goes on taking calls.
  await Promise.all([a.cut(), b.cut()])
  expect(await a.run('giveShift', { id, gathered: GATHERED as never })).toBe(id)
  expect(await b.run('takeShift', { id })).toBe('wrongState')
  const call = await b.run('recordCall', { cause: '苔菉镇停电', callerUnit: '连江县应急局' })
  const mine = (name: string) => ({
    agency: 'fjyj',
    rows: [{ role: 'dutyOfficer' as const, officer: { officer: name, name }, from: NIGHT.at, to: NIGHT.until }],
  })
  const shift = await a.run('writeRoster', mine('lin'))
  expect(await b.run('writeRoster', mine('chen'))).toBe(shift)

  await Promise.all([a.heal(), b.heal()])
  await b.until(() => b.value('handover', id, 'outgoingSigned') !== undefined)
  await a.until(() => a.row('call', call) !== undefined)
  for (const one of [a, b]) await one.until(() => one.row('shift', shift)?.fields['officer']?.conflict === true)
  expect(b.value('handover', id, 'outgoingSigned')).toMatchObject({ officer: 'lin', gathered: GATHERED })

  // Cut again: the incoming officer signs; the other desk does not see it and gives the handover up.
  await Promise.all([a.cut(), b.cut()])
  expect(await b.run('takeShift', { id, remarks: '已逐项核对' })).toBe(id)
  expect(await a.run('voidHandover', { id, reason: '对方未到岗' })).toBe(id)

  await Promise.all([a.heal(), b.heal()])
  for (const one of [a, b]) {
    await one.until(() => one.value('handover', id, 'incomingSigned') !== undefined)
    await one.until(() => one.value('handover', id, 'voidReason') === '对方未到岗')
    expect(one.value('handover', id, 'outgoingSigned')).toMatchObject({
      officer: 'lin',
      remarks: '黄岐镇漫堤，每小时核实一次',
    })
    expect(one.value('handover', id, 'incomingSigned')).toMatchObject({ officer: 'chen', remarks: '已逐项核对' })
    expect(one.row('handover', id)?.fields['outgoingSigned']?.conflict).toBe(false)
    // Signed by both, it is settled, whatever was thought of it elsewhere.
    expect(await one.run('takeShift', { id })).toBe('alreadySigned')
  }
  const code = must(a.pictureCode, 'the picture code of the first station')
  await b.station.until(({ spaces }) =>
    spaces.some(({ id: space, pictureCode }) => space === SPACE && pictureCode === code),
  )
})
