// What officers do at a station while things break around them: report, amend, write log lines, move things on; drawn from
// dice, so that a run can be repeated.
import type { Fault } from '../../shared/base/fault.ts'
import type { ProgramSeat, ProgramWorld } from './program-world.ts'
import type { SeededDice } from './seeded.ts'

/** What may be answered while the world is being broken, and means only that it was not done. */
const EXPECTED: ReadonlySet<Fault['kind']> = new Set([
  'linkLost',
  'notFound',
  'nothingToChange',
  'reasonNeeded',
  'notSignedIn',
  'alreadyVoid',
  'notAllowed',
  'readOnly',
  'diskFull',
])
const CATEGORIES = ['11B01', '12A02', '14A01']

export interface HandCounts {
  done: number
  /** Refused as expected, by kind. */
  readonly refused: Record<string, number>
}

export class OfficerHands {
  readonly counts: HandCounts = { done: 0, refused: {} }
  readonly #world: ProgramWorld
  readonly #dice: SeededDice
  /** Reported by them. */
  readonly incidents: string[] = []
  #stopped = false
  #working: Promise<void> = Promise.resolve()
  #failure: Error | undefined

  constructor(world: ProgramWorld, dice: SeededDice) {
    this.#world = world
    this.#dice = dice
  }

  /** One act at a station, awaited. Throws on an answer nobody expects. */
  async act(seat: ProgramSeat): Promise<void> {
    const dice = this.#dice
    const incident = this.incidents.length === 0 ? undefined : dice.pick(this.incidents)
    const kind = incident === undefined ? 'report' : dice.weighted({ report: 3, amend: 4, log: 3, status: 1 })
    const text = `${seat.name} ${dice.below(1_000_000)} 积水`
    // What contradicts itself is settled only with a reason.
    const why = dice.happens(0.3) ? { reason: '以现场为准' } : {}
    const done =
      kind === 'amend'
        ? await seat.run('amendIncident', { id: incident ?? '', fields: { description: text }, ...why })
        : kind === 'log'
          ? await seat.run('addLogEntry', { incident: incident ?? null, text })
          : kind === 'status'
            ? await seat.run('changeIncidentStatus', {
                id: incident ?? '',
                status: dice.pick(['verified', 'responding']),
              })
            : await seat.run('reportIncident', { title: text, category: dice.pick(CATEGORIES) })
    if (done.ok) {
      this.counts.done += 1
      if (kind === 'report') this.incidents.push(done.value.id)
    } else if (EXPECTED.has(done.fault.kind)) {
      this.counts.refused[done.fault.kind] = (this.counts.refused[done.fault.kind] ?? 0) + 1
      // The session ended, by the clock: the officer signs in again.
      if (done.fault.kind === 'notSignedIn') await seat.signIn()
    } else throw new Error(`${seat.name}: ${kind}: ${done.fault.kind}: ${done.fault.message}`)
  }

  /** Goes on acting at stations that are up, about `perS` times a second, until stopped. */
  begin(perS: number): void {
    this.#stopped = false
    this.#working = this.#work(perS).catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error))
    })
  }

  /** Resolves when the last act is answered; throws if one went wrong. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#working
    if (this.#failure !== undefined) throw this.#failure
  }

  async #work(perS: number): Promise<void> {
    let dueMs = performance.now()
    while (!this.#stopped) {
      const up = this.#world.seats.filter(({ isUp }) => isUp)
      if (up.length > 0) await this.act(this.#dice.pick(up))
      dueMs += 1_000 / perS
      const waitMs = dueMs - performance.now()
      // A pace, not a wait for something: officers do not write as fast as a program can.
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
      else dueMs = performance.now()
    }
  }
}
