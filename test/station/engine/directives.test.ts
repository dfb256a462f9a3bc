// Directives between real stations of two agencies over a real server and cables that are cut: delivered exactly once, signed
// for without a link, nothing lost, badge and list the same.
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import { conflictsOf, shownFields } from '../../../shared/journal/merge.ts'
import { DIRECTIVE, RECEIPT, TRANSFER, UNSIGNED_STATES, receiptState } from '../../../shared/model/directive.ts'
import { AGENCY, OFFICER } from '../../../shared/model/directory.ts'
import { timeField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import type { DeskStation } from '../../support/desk-station.ts'
import { SPACE, deskStation } from '../../support/desk-station.ts'
import type { FaultyProxy } from '../../support/faulty-proxy.ts'
import { CALM, faultyProxy } from '../../support/faulty-proxy.ts'
import type { LiveServer } from '../../support/live-server.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SeededDice } from '../../support/seeded.ts'

const FUZHOU = 'fuzhou'
const PASSWORD = 'a long password'
/** Whole stations on a busy machine. */
const LIMIT_MS = 120_000
const fieldsOf = ({ fields }: ItemRow): JsonFields =>
  Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))

async function twoAgencies(): Promise<LiveServer> {
  const server = await liveServer(scratchFolder())
  const agency = {
    code: 'FZYJ',
    name: '福州市应急指挥中心',
    nameEn: 'Fuzhou',
    kind: 'city',
    division: null,
    parent: CENTRE,
  }
  await server.access.setUp([{ kind: AGENCY, id: asId(FUZHOU), fields: agency }])
  for (const [name, of, role] of [
    ['lin', CENTRE, 'commander'],
    ['chen', FUZHOU, 'dutyOfficer'],
  ] as const) {
    const fields = { name, displayName: name, agency: of, role, active: true, credentialVersion: 1 }
    await server.access.setPassword(name, PASSWORD, 1, false)
    await server.access.setUp([{ kind: OFFICER, id: asId(name), fields }])
  }
  return server
}

async function seat(server: LiveServer, name: string, agency: string, who: string | null, port?: number) {
  const station = await deskStation({
    folder: scratchFolder(),
    name,
    server,
    agency,
    ...(port === undefined ? {} : { port }),
  })
  if (who !== null) {
    const signedIn = await station.call('signIn', { name: who, password: PASSWORD })
    if (!signedIn.ok) throw new Error(signedIn.fault.message)
  }
  return station
}

const order = (title: string): CommandInput<'issueDirective'> => ({
  incident: null,
  type: 'instruction',
  title,
  text: '请立即办理并回执。',
  priority: 'urgent',
  dueAt: null,
  receivers: [{ agency: FUZHOU }],
})
const cutOff = (station: DeskStation, off: boolean) => station.call('setCutOff', { cutOff: off })
const digest = async (station: DeskStation) => {
  const answer = await station.call('digest', { space: SPACE })
  return answer.ok ? answer.value.code : ''
}

test(
  '[CM-18] written while the receiver is cut off: delivered exactly once when the link is back, signed for offline, both times kept',
  async () => {
    const server = await twoAgencies()
    const centre = await seat(server, '省中心', CENTRE, 'lin')
    const fuzhou = await seat(server, '福州', FUZHOU, 'chen')
    const inbox = fuzhou.items(RECEIPT, { agencies: [FUZHOU], states: [...UNSIGNED_STATES] })
    const badge = fuzhou.items(RECEIPT, { agencies: [FUZHOU], states: [...UNSIGNED_STATES] }, 0)
    const same = (): void => expect(badge.meta()).toEqual(inbox.meta())

    await cutOff(fuzhou, true)
    const directive = await centre.must('issueDirective', order('转移下游群众'))
    const out = centre.items(RECEIPT, { parent: directive })
    await out.until(() => out.rows()[0]?.state === 'agreed')
    expect(receiptState(fieldsOf(out.rows()[0] as ItemRow))).toBe('sent')
    expect(inbox.meta().total).toBe(0)

    await cutOff(fuzhou, false)
    // Nobody does anything at Fuzhou: the station says itself that it has it.
    await out.until(() => fieldsOf(out.rows()[0] as ItemRow)['delivered'] === true)
    await badge.until(() => badge.meta().total === 1)
    await inbox.until(() => inbox.meta().total === 1)
    same()
    const [row] = inbox.rows()
    const writtenMs = timeField(fieldsOf(row as ItemRow), 'issuedAt')
    expect(row?.fields['delivered']?.atMs).toBeGreaterThanOrEqual(writtenMs ?? Infinity)
    expect(row?.receivedMs).not.toBeNull()

    await cutOff(fuzhou, true)
    const id = String(row?.key)
    await fuzhou.must('signReceipt', { id })
    await fuzhou.must('answerReceipt', { id, text: '已转移 312 人' })
    await inbox.until(() => inbox.meta().total === 0)
    await badge.until(() => badge.meta().total === 0)
    same()
    expect(receiptState(fieldsOf(out.rows()[0] as ItemRow))).toBe('delivered')
    await cutOff(fuzhou, false)
    await out.until(() => receiptState(fieldsOf(out.rows()[0] as ItemRow)) === 'answered')
    const all = centre.items(DIRECTIVE, {})
    await all.until(() => all.meta().total === 1)
    expect(out.meta()).toEqual({ total: 1, byState: { answered: 1 } })
  },
  LIMIT_MS,
)

test(
  '[CM-38] forwarded while the order above was withdrawn elsewhere: the station ends it by itself once it hears',
  async () => {
    const server = await twoAgencies()
    const centre = await seat(server, '省中心', CENTRE, 'lin')
    const fuzhou = await seat(server, '福州', FUZHOU, 'chen')
    const top = await centre.must('issueDirective', order('转移下游群众'))
    const inbox = fuzhou.items(RECEIPT, { agencies: [FUZHOU] })
    await inbox.until(() => inbox.meta().total === 1)
    const receipt = String(inbox.rows()[0]?.key)
    await fuzhou.must('signReceipt', { id: receipt })
    const out = centre.items(RECEIPT, { parent: top })
    await out.until(() => out.meta().byState['signed'] === 1)

    // Apart: one withdraws, the other hands it on.
    await cutOff(fuzhou, true)
    await centre.must('withdrawDirective', { id: top, reason: '险情解除' })
    const { receivers: _to, incident: _of, ...words } = order('转：转移下游群众')
    const lower = await fuzhou.must('forwardDirective', { receipt, ...words, receivers: [{ agency: 'minhou' }] })
    const below = centre.items(RECEIPT, { parent: lower })
    await cutOff(fuzhou, false)
    await below.until(() => below.meta().byState['withdrawn'] === 1)
    const told = centre.items(DIRECTIVE, { parent: receipt })
    await told.until(() => told.meta().byState['withdrawn'] === 1)
    expect(fieldsOf(told.rows()[0] as ItemRow)['withdrawnAbove']).toMatchObject({ reason: '险情解除', directive: top })
    expect(below.meta().total).toBe(1)
    await told.until(() => told.rows()[0]?.state === 'agreed')
  },
  LIMIT_MS,
)

test(
  '[CM-18] delivered to a station at which nobody is signed in; two stations of an agency say it once; a lie is refused',
  async () => {
    const server = await twoAgencies()
    const centre = await seat(server, '省中心', CENTRE, 'lin')
    const [one, two] = [await seat(server, '福州一', FUZHOU, null), await seat(server, '福州二', FUZHOU, null)]
    await Promise.all([one, two].map((station) => cutOff(station, true)))
    const directive = await centre.must('issueDirective', order('加强值守'))
    const out = centre.items(RECEIPT, { parent: directive })
    await Promise.all([one, two].map((station) => cutOff(station, false)))
    await out.until(() => out.meta().byState['delivered'] === 1)
    const id = String(out.rows()[0]?.key)
    for (const station of [one, two, centre]) {
      const read = () => station.engine.store.read(asId(SPACE), RECEIPT, asId(id))
      await station.until(() => {
        const state = read()
        return state !== undefined && shownFields(state)['delivered'] === true
      })
      const state = read()
      expect(state === undefined ? ['gone'] : conflictsOf(state)).toEqual([])
    }
    // A program that signs in nobody's name is refused by the server, and the signature leaves the picture again.
    const store = one.engine.store
    const lie = { kind: RECEIPT, id: asId<never>(id), fields: { signed: { by: 'x', at: '2026-01-01T00:00:00+08:00' } } }
    expect(store.commit(asId(SPACE), [lie], { officer: asId(''), nowMs: Date.now() }).ok).toBe(true)
    await one.until(() => {
      const state = store.read(asId(SPACE), RECEIPT, asId(id))
      return state !== undefined && shownFields(state)['signed'] === undefined
    })
    expect(out.meta().byState).toEqual({ delivered: 1 })
  },
  LIMIT_MS,
)

test(
  '[CM-20] an incident offered while the other is cut off is accepted there; who is in charge stands at both',
  async () => {
    const server = await twoAgencies()
    const centre = await seat(server, '省中心', CENTRE, 'lin')
    const fuzhou = await seat(server, '福州', FUZHOU, 'chen')
    const incident = await centre.must('reportIncident', { title: '内涝', category: '11A02' })
    await fuzhou.until(() => fuzhou.engine.store.read(asId(SPACE), 'incident', asId(incident)) !== undefined)
    await cutOff(fuzhou, true)
    const id = await centre.must('offerTransfer', { incident, agency: FUZHOU, reason: '属地处置' })
    await cutOff(fuzhou, false)
    const open = fuzhou.items(TRANSFER, { agencies: [FUZHOU], states: ['offered', 'delivered'] })
    await open.until(() => open.meta().byState['delivered'] === 1)
    await fuzhou.must('answerTransfer', { id, accept: true })
    await centre.until(() => {
      const state = centre.engine.store.read(asId(SPACE), 'incident', asId(incident))
      return state !== undefined && shownFields(state)['agencyInCharge'] === FUZHOU
    })
    await open.until(() => open.meta().total === 0)
  },
  LIMIT_MS,
)

test.each([1, 20230728])(
  '[CM-18] cables cut at random, seed %i: every directive is at every station exactly once, every signature is kept, badges are their lists',
  async (seed) => {
    const dice = new SeededDice(seed)
    const server = await twoAgencies()
    const cables: FaultyProxy[] = []
    const stations: DeskStation[] = []
    for (const [name, agency, who] of [
      ['省中心', CENTRE, 'lin'],
      ['福州一', FUZHOU, 'chen'],
      ['福州二', FUZHOU, 'chen'],
    ] as const) {
      const cable = await faultyProxy(Number(new URL(server.url).port), dice.chance)
      cables.push(cable)
      stations.push(await seat(server, name, agency, who, cable.port))
    }
    const [centre, ...receivers] = stations as [DeskStation, DeskStation, DeskStation]
    const filter = { agencies: [FUZHOU], states: [...UNSIGNED_STATES] }
    const desks = receivers.map((station) => ({
      station,
      list: station.items(RECEIPT, filter),
      badge: station.items(RECEIPT, filter, 0),
    }))
    const issued: string[] = []
    const signed: string[] = []
    // Both seats of Fuzhou sign for the same one while neither has a link.
    issued.push(await centre.must('issueDirective', order('两席同签')))
    for (const { list } of desks) await list.until(() => list.meta().total === 1)
    for (const cable of cables.slice(1)) cable.cutOff()
    for (const { station, list } of desks) {
      const done = await station.run('signReceipt', { id: String(list.rows()[0]?.key) })
      if (!done.ok) throw new Error(done.fault.message)
      signed.push(...done.value.changes)
    }
    for (const cable of cables) cable.heal()
    for (const cable of cables) cable.faults = { cut: 0.02, maxDelayMs: 5 }
    for (let step = 0; step < 60; step += 1) {
      // Time passes between what people do.
      await new Promise((resolve) => setTimeout(resolve, dice.chance() * 60))
      const cable = cables[Math.floor(dice.chance() * cables.length)]
      const roll = dice.chance()
      if (roll < 0.2) cable?.cutOff()
      else if (roll < 0.45) cable?.heal()
      else if (roll < 0.7) issued.push(await centre.must('issueDirective', order(`指令 ${step}`)))
      else {
        const desk = desks[Math.floor(dice.chance() * desks.length)]
        const rows = desk?.list.rows() ?? []
        const row = rows[Math.floor(dice.chance() * rows.length)]
        if (desk === undefined || row === undefined) continue
        // It may have been signed for at the other seat since.
        const done = await desk.station.run('signReceipt', { id: row.key })
        if (done.ok) signed.push(...done.value.changes)
        else expect(done.fault.kind).toBe('wrongState')
      }
    }
    for (const cable of cables) {
      cable.faults = CALM
      cable.heal()
    }
    const isQuiet = (station: DeskStation): boolean => {
      const look = station.engine.store.facts(asId(SPACE))
      return station.engine.sync.status.state === 'linked' && look.waiting === 0
    }
    for (const station of stations) station.engine.sync.relink()
    for (const station of stations) {
      const delivered = station.items(RECEIPT, { states: ['sent'] }, 0)
      const all = station.items(RECEIPT, {}, 0)
      await all.until(() => all.meta().total === issued.length)
      await delivered.until(() => delivered.meta().total === 0)
      await station.until(() => isQuiet(station))
    }
    const codes = new Set<string>()
    for (let look = 0; look < 600 && codes.size !== 1; look += 1) {
      codes.clear()
      for (const station of stations) codes.add(await digest(station))
      if (codes.size !== 1) await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(codes.size).toBe(1)

    // The run did something: both ways, over cables that were down.
    expect(issued.length).toBeGreaterThan(3)
    expect(signed.length).toBeGreaterThan(1)
    expect(cables.reduce((sum, { counts }) => sum + counts.cuts + counts.refused, 0)).toBeGreaterThan(0)
    for (const station of stations) {
      const all = station.items(DIRECTIVE, {})
      await all.until(() => all.meta().total === issued.length)
      expect(
        all
          .rows()
          .map(({ key }) => key)
          .toSorted(),
      ).toEqual(issued.toSorted())
      const receipts = station.items(RECEIPT, {})
      await receipts.until(() => receipts.meta().total === issued.length)
      expect(new Set(receipts.rows().map((row) => fieldsOf(row)['directive'])).size).toBe(issued.length)
      expect(receipts.rows().filter((row) => fieldsOf(row)['delivered'] !== true)).toEqual([])
      // Every signature heads its field: also two that were given apart for one receipt.
      const heads = receipts.rows().flatMap(({ key }) => {
        const state = station.engine.store.read(asId(SPACE), RECEIPT, asId(key))
        return (state?.fields.get('signed')?.heads ?? []).map(({ mark }) => String(mark.id))
      })
      expect(heads.toSorted()).toEqual(signed.map(String).toSorted())
    }
    for (const { list, badge } of desks) {
      await badge.until(() => badge.meta().total === list.meta().total)
      expect(badge.meta()).toEqual(list.meta())
      expect(list.rows()).toHaveLength(list.meta().total)
    }
  },
  LIMIT_MS * 2,
)
