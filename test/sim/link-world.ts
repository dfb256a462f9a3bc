// A world of linked servers, from one seed: three levels with loops, clocks that are wrong, a network with bad manners, servers
// that stop and come back, also from an older copy. In the end everything is mended and one picture is demanded everywhere,
// equal codes of every shared space, and nobody's telephone number on another's disk.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CENTRE } from '../../server/admin/first-start.ts'
import { asId } from '../../shared/base/ids.ts'
import { sameJson } from '../../shared/base/json.ts'
import { LISTED_AT_FIRST } from '../../shared/interop/link/terms.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { incidentFields } from '../support/link-fields.ts'
import { SeededDice } from '../support/seeded.ts'
import { LinkOrders } from './link-orders.ts'
import { LIVE, LinkedServer } from './link-server.ts'
import type { NetworkCounts } from './network.ts'
import { Network, POLITE } from './network.ts'
import { VirtualClock } from './virtual-clock.ts'

const START_MS = Date.parse('2026-11-26T00:00:00Z')
const HEAL_LIMIT_MS = 2 * 3_600_000
const LOOK_EVERY_MS = 30_000

/** Province, prefectures, counties: who calls whom. The last two close loops. */
const CALLS: readonly (readonly [lower: number, upper: number])[] = [
  [1, 0],
  [2, 0],
  [3, 1],
  [4, 1],
  [4, 2],
  [3, 0],
]

export interface LinkCounts extends NetworkCounts {
  reports: number
  edits: number
  stops: number
  restores: number
  cutLinks: number
  orders: number
  dealt: number
  withdrawn: number
}

/** Runs one world, with directives between its servers or without; throws when a rule does not hold. */
export async function runLinkWorld(seed: number, steps: number, withOrders = false): Promise<LinkCounts> {
  const world = new LinkWorld(seed, withOrders)
  try {
    return await world.run(steps)
  } finally {
    await world.end()
  }
}

class LinkWorld {
  readonly #dice: SeededDice
  readonly #clock: VirtualClock
  readonly #network: Network
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'fengsui-links-'))
  readonly #servers: LinkedServer[] = []
  readonly #spaces: { readonly pair: readonly [number, number]; readonly space: string }[] = []
  readonly #secrets: { readonly server: number; readonly text: string }[] = []
  readonly #copied = new Set<number>()
  readonly #orders: LinkOrders
  readonly #own = { reports: 0, edits: 0, stops: 0, restores: 0, cutLinks: 0 }

  readonly #withOrders: boolean

  constructor(seed: number, withOrders: boolean) {
    this.#withOrders = withOrders
    this.#dice = new SeededDice(seed)
    this.#clock = new VirtualClock(START_MS, () => this.#servers.some((server) => server.open > 0))
    this.#network = new Network(this.#clock, this.#dice.fork(), () => undefined)
    this.#orders = new LinkOrders(this.#servers, new SeededDice(seed + 1))
    this.#clock.install()
  }

  async end(): Promise<void> {
    try {
      for (const server of this.#servers) if (server.isUp) await this.#through(server.stop())
    } finally {
      this.#clock.uninstall()
      rmSync(this.#folder, { recursive: true, force: true })
    }
  }

  async run(steps: number): Promise<LinkCounts> {
    await this.#begin()
    for (let step = 0; step < steps; step += 1) await this.#step(step)
    await this.#mend()
    await this.#untilSame()
    this.#demandSecrecy()
    return { ...this.#network.counts, ...this.#own, ...this.#orders.counts }
  }

  async #begin(): Promise<void> {
    const dice = this.#dice
    for (const index of [0, 1, 2, 3, 4]) {
      const name = `server${index}`
      const parts = { dice: dice.fork(), clock: this.#clock, network: this.#network }
      const server = new LinkedServer(
        { name, folder: join(this.#folder, name), ...parts },
        dice.between(-120_000, 120_000),
      )
      this.#servers.push(server)
      await this.#through(server.begin())
    }
    for (const [lower, upper] of CALLS) await this.#link(lower, upper)
    await this.#clock.advance(60_000)
  }

  async #link(lower: number, upper: number): Promise<void> {
    const [below, above] = [this.#server(lower), this.#server(upper)]
    const kinds = ['incident', 'alert', 'alertLink', ...(this.#withOrders ? ['directive'] : [])]
    // Officers here change descriptions too: both sides list what a new link does not.
    const fields = [...LISTED_AT_FIRST, 'incident.description']
    const terms = { passOn: true, give: kinds, take: kinds, giveFields: fields, takeFields: fields }
    const save = async (
      server: LinkedServer,
      other: LinkedServer,
      name: string,
      settings: { readonly [name: string]: string | boolean },
    ) => {
      const counterpart = await this.#through(server.counterpart(other.name, `S${this.#servers.indexOf(other)}`))
      return this.#through(
        server.order({
          order: 'save',
          ...{ kind: 'link', name, agency: CENTRE, space: LIVE, settings: { ...terms, counterpart, ...settings } },
        }),
      )
    }
    const saved = await save(above, below, `${above.name}<${below.name}`, { address: above.address })
    if (!saved.ok) throw new Error(saved.fault.message)
    const asked = await this.#through(
      above.order({ order: 'ask', gateway: saved.value.id, question: 'invitation', input: null }),
    )
    if (!asked.ok) throw new Error(asked.fault.message)
    const accepted = await save(below, above, `${below.name}>${above.name}`, {
      side: 'accept',
      invitation: asked.value.told as string,
    })
    if (!accepted.ok) throw new Error(accepted.fault.message)
    const state = await this.#through(
      above.order({ order: 'ask', gateway: saved.value.id, question: 'state', input: null }),
    )
    const told = (state.ok ? state.value.told : undefined) as { readonly space: string }
    this.#spaces.push({ pair: [lower, upper], space: told.space })
    this.#orders.pairs.push([lower, upper], [upper, lower])
  }

  // ---- what happens ----

  async #step(step: number): Promise<void> {
    const dice = this.#dice
    const index = dice.below(this.#servers.length)
    const server = this.#server(index)
    const act = dice.weighted({
      report: 2,
      edit: 6,
      cut: 2,
      join: 2,
      rude: 0.6,
      polite: 0.6,
      stop: 0.5,
      copy: 0.4,
      restore: 0.3,
      ...(this.#withOrders ? { order: 3, deal: 6, withdraw: 0.8 } : { order: 0, deal: 0, withdraw: 0 }),
    })
    if (act === 'report' && server.isUp) await this.#report(index, step)
    if (act === 'edit' && server.isUp) await this.#edit(server, step)
    if (act === 'order' && server.isUp) await this.#through(this.#orders.issue(index, step))
    if (act === 'deal' && server.isUp) await this.#through(this.#orders.deal(index, step))
    if (act === 'withdraw' && server.isUp) await this.#through(this.#orders.withdraw(index, step))
    if (act === 'cut') this.#cut()
    if (act === 'join') this.#network.cutPairs.delete(dice.pick([...this.#network.cutPairs, '']))
    if (act === 'rude') this.#network.rudeness = { drop: 0.03, double: 0.05, truncate: 0.02, hold: 0.05 }
    if (act === 'polite') this.#network.rudeness = POLITE
    if (act === 'stop') await (server.isUp ? this.#stop(server) : this.#through(server.start()))
    if (act === 'copy') await this.#copy(index)
    if (act === 'restore' && this.#copied.has(index)) await this.#restore(server)
    await this.#clock.advance(dice.between(1, dice.pick([500, 5_000, 60_000])))
  }

  async #report(index: number, step: number): Promise<void> {
    const telephone = `139-${index}-${step}-${this.#dice.between(10_000, 99_999)}`
    this.#secrets.push({ server: index, text: telephone })
    const fields = incidentFields({ title: `事件${step}`, number: `N-${index}-${step}`, sourceTelephone: telephone })
    await this.#through(this.#server(index).write(`i${index}-${step}`, fields))
    this.#own.reports += 1
  }

  async #edit(server: LinkedServer, step: number): Promise<void> {
    const known = [...(await this.#through(server.picture())).keys()]
    if (known.length === 0) return
    const fields = this.#dice.pick([
      { place: `地点${step}` },
      { dead: step },
      { level: this.#dice.between(1, 4) },
      { description: `续报${step}` },
    ])
    await this.#through(server.write(this.#dice.pick(known), fields))
    this.#own.edits += 1
  }

  #cut(): void {
    const [lower, upper] = this.#dice.pick(CALLS)
    const [below, above] = [this.#server(lower).name, this.#server(upper).name]
    this.#network.cutPairs.add(`${below} ${above}`)
    this.#network.cut((one, other) => one === below && other === above)
    this.#own.cutLinks += 1
  }

  async #stop(server: LinkedServer): Promise<void> {
    await this.#through(server.stop())
    this.#own.stops += 1
  }

  async #copy(index: number): Promise<void> {
    const server = this.#server(index)
    const wasUp = server.isUp
    if (wasUp) await this.#through(server.stop())
    server.copy()
    this.#copied.add(index)
    if (wasUp) await this.#through(server.start())
  }

  async #restore(server: LinkedServer): Promise<void> {
    if (server.isUp) await this.#through(server.stop())
    server.restore(this.#dice.happens(0.5))
    await this.#through(server.start())
    await this.#through(server.refill())
    this.#own.restores += 1
  }

  // ---- the end ----

  async #mend(): Promise<void> {
    this.#network.rudeness = POLITE
    this.#network.cutPairs.clear()
    for (const server of this.#servers) {
      if (!server.isUp) await this.#through(server.start())
      await this.#through(server.refill())
    }
  }

  async #untilSame(): Promise<void> {
    const untilMs = this.#clock.nowMs + HEAL_LIMIT_MS
    let difference: string | undefined = 'nothing was compared'
    while (difference !== undefined) {
      if (this.#clock.nowMs > untilMs) throw new Error(`not the same after ${HEAL_LIMIT_MS} ms: ${difference}`)
      await this.#clock.advance(LOOK_EVERY_MS)
      difference = await this.#through(this.#difference())
    }
  }

  async #difference(): Promise<string | undefined> {
    const first = withoutNames(await this.#server(0).picture())
    for (const server of this.#servers) {
      const picture = withoutNames(await server.picture())
      for (const id of new Set([...first.keys(), ...picture.keys()])) {
        const [here, there] = [picture.get(id) ?? null, first.get(id) ?? null]
        if (!sameJson(here, there))
          return `${server.name} shows ${id} as ${JSON.stringify(here)}, not ${JSON.stringify(there)}`
      }
    }
    const orders = await this.#orders.difference()
    if (orders !== undefined) return orders
    for (const { pair, space } of this.#spaces) {
      const [one, other] = await Promise.all(pair.map((index) => this.#server(index).parts.log.picture(asId(space))))
      if (pictureCode(one?.digest ?? new Uint8Array()) !== pictureCode(other?.digest ?? new Uint8Array()))
        return `the shared space of ${pair.join(' and ')} has two codes`
    }
    return undefined
  }

  #demandSecrecy(): void {
    for (const { server, text } of this.#secrets)
      for (const [index, other] of this.#servers.entries())
        if (other.holds(text) !== (index === server))
          throw new Error(`${text} of server ${server}: server ${index} is wrong`)
  }

  #server(index: number): LinkedServer {
    return this.#servers[index] as LinkedServer
  }

  /** Lets time go on until the work is done. */
  async #through<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false }
    const done = work.finally(() => (state.isDone = true))
    done.catch(() => undefined)
    while (!state.isDone) await this.#clock.advance(50, () => state.isDone)
    return done
  }
}

/** What never travels is each server's own. */
function withoutNames(
  picture: Awaited<ReturnType<LinkedServer['picture']>>,
): Awaited<ReturnType<LinkedServer['picture']>> {
  return new Map([...picture].map(([id, { sourceTelephone: _kept, ...fields }]) => [id, fields]))
}
