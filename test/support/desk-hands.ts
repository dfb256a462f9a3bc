// What else goes on at a desk while things break: files attached, directives issued, signed for and answered, and a dispatch system
// that reports through the REST gateway. A book is kept of what was promised: it is looked for when everything has ended.
import { createHash, randomBytes } from 'node:crypto'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { Fault, Result } from '../../shared/base/fault.ts'
import type { ProgramSeat, ProgramWorld } from './program-world.ts'
import { SPACE } from './program-world.ts'
import type { SeededDice } from './seeded.ts'

/** What may be answered while the world is being broken, and means only that it was not done. */
const EXPECTED: ReadonlySet<Fault['kind']> = new Set([
  'linkLost',
  'notFound',
  'notSignedIn',
  'notAllowed',
  'wrongState',
  'alreadySigned',
  'readOnly',
  'diskFull',
])
const MOST_FILE_BYTES = 200_000

export interface DeskCounts {
  attached: number
  issued: number
  signed: number
  answered: number
  /** Taken by the gateway, and not. */
  reported: number
  away: number
}

export class DeskHands {
  readonly counts: DeskCounts = { attached: 0, issued: 0, signed: 0, answered: 0, reported: 0, away: 0 }
  /** Hashes of the files a station said it had attached. */
  readonly files = new Set<string>()
  /** Incidents the gateway said it had taken. */
  readonly incidents = new Set<string>()
  readonly #world: ProgramWorld
  readonly #of: readonly string[]
  readonly #dice: SeededDice
  #numbers = 0

  /** @param of Incidents files are attached to. */
  constructor(world: ProgramWorld, of: readonly string[], dice: SeededDice) {
    this.#world = world
    this.#of = of
    this.#dice = dice
  }

  /** One act, awaited; throws on an answer nobody expects. */
  async act(): Promise<void> {
    const up = this.#world.seats.filter(({ isUp }) => isUp)
    const kind = this.#dice.weighted({ attach: 2, issue: 1, receipt: 3, report: 3 })
    if (kind === 'report') await this.#report()
    else if (up.length > 0) {
      const seat = this.#dice.pick(up)
      await (kind === 'attach' ? this.#attach(seat) : kind === 'issue' ? this.#issue(seat) : this.#receipt(seat))
    }
  }

  async #attach(seat: ProgramSeat): Promise<void> {
    if (this.#of.length === 0) return
    const incident = this.#dice.pick(this.#of)
    const bytes = randomBytes(this.#dice.between(1_000, MOST_FILE_BYTES))
    const name = `现场 ${this.#dice.below(1_000_000)}.bin`
    const put = await seat.call('putAttachment', {
      ...{ upload: randomBytes(8).toString('hex'), name, total: bytes.length, offset: 0 },
      base64: bytes.toString('base64'),
    })
    if (!this.#is(put, seat, 'putAttachment') || put.value.file === null) return
    const done = await seat.run('attachFile', { incident, name, note: '', ...put.value.file })
    if (!this.#is(done, seat, 'attachFile')) return
    this.files.add(createHash('sha256').update(bytes).digest('hex'))
    this.counts.attached += 1
  }

  /** Only a commander may: the others are refused, which is an answer too. */
  async #issue(seat: ProgramSeat): Promise<void> {
    const done = await seat.run('issueDirective', {
      ...{
        incident: null,
        type: 'instruction',
        priority: 'urgent',
        title: `排水 ${this.#dice.below(1_000_000)}`,
        text: '立即组织排涝',
      },
      receivers: [{ agency: CENTRE }],
    })
    if (this.#is(done, seat, 'issueDirective')) this.counts.issued += 1
  }

  async #receipt(seat: ProgramSeat): Promise<void> {
    const receipts = await seat.list('receipt', 20)
    if (receipts.length === 0) return
    const { key: id, fields } = this.#dice.pick(receipts)
    const has = (name: string): boolean => (fields[name]?.value ?? null) !== null
    if (has('answer')) return
    if (has('signed')) {
      const done = await seat.run('answerReceipt', { id, text: '已出动' })
      if (this.#is(done, seat, 'answerReceipt')) this.counts.answered += 1
    } else {
      const done = await seat.run('signReceipt', { id })
      if (this.#is(done, seat, 'signReceipt')) this.counts.signed += 1
    }
  }

  async #report(): Promise<void> {
    const { rest } = this.#world
    if (rest === undefined) return
    this.#numbers += 1
    const incident = {
      title: `接报 ${this.#numbers}`,
      category: '12G03',
      level: 4,
      place: '五一北路',
      number: `S-${this.#numbers}`,
    }
    // The server may be away, or die over it: then the caller was promised nothing.
    const answer = await rest('POST', '/api/v1/incidents', incident).catch(() => undefined)
    if (answer?.status === 201) {
      this.incidents.add(String(answer.body['id']))
      this.counts.reported += 1
    } else if (answer === undefined || answer.status >= 500 || answer.status === 429) this.counts.away += 1
    else throw new Error(`the gateway: ${answer.status} ${answer.text}`)
  }

  #is<T>(done: Result<T>, seat: ProgramSeat, what: string): done is { readonly ok: true; readonly value: T } {
    if (!done.ok && !EXPECTED.has(done.fault.kind))
      throw new Error(`${seat.name}: ${what}: ${done.fault.kind}: ${done.fault.message} in ${SPACE}`)
    return done.ok
  }
}
