// Directives in a world of linked servers: orders to the neighbours, dealt with there a step at a time, some withdrawn. In the end
// each is once at its giver and once at its receiver, and both show the same receipt.
import { CENTRE } from '../../server/admin/first-start.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import { conflictsOf, shownFields } from '../../shared/journal/merge.ts'
import {
  DIRECTIVE,
  RECEIPT,
  SETTLED_STATES,
  directiveState,
  givenBy,
  receiptState,
} from '../../shared/model/directive.ts'
import {
  ANSWERED,
  AT,
  COMPLETED,
  RETURNED,
  SIGNED,
  directiveFields,
  receiptFields,
} from '../support/link-directives.ts'
import type { SeededDice } from '../support/seeded.ts'
import type { LinkedServer } from './link-server.ts'

interface Issued {
  readonly id: string
  readonly giver: number
  readonly receiver: number
}

export class LinkOrders {
  /** Who may order whom. */
  readonly pairs: (readonly [giver: number, receiver: number])[] = []
  readonly counts = { orders: 0, dealt: 0, withdrawn: 0 }
  readonly #servers: readonly LinkedServer[]
  readonly #dice: SeededDice
  readonly #issued: Issued[] = []

  constructor(servers: readonly LinkedServer[], dice: SeededDice) {
    this.#servers = servers
    this.#dice = dice
  }

  /** A server orders one of its neighbours, in general or about an incident. */
  async issue(giver: number, step: number): Promise<void> {
    const [, receiver] = this.#dice.pick(this.pairs.filter(([from]) => from === giver))
    const server = this.#server(giver)
    const id = `d${giver}-${step}`
    const known = [...(await server.picture()).keys()]
    const incident = known.length > 0 && this.#dice.happens(0.5) ? this.#dice.pick(known) : null
    const order = { title: `指令${step}`, incident }
    await server.write(id, directiveFields(order), DIRECTIVE)
    await server.write(`r${id}`, receiptFields(id, `at-${this.#server(receiver).name}`, order), RECEIPT)
    this.#issued.push({ id, giver, receiver })
    this.counts.orders += 1
  }

  /** The desk of a server goes on with an order it has. */
  async deal(index: number, step: number): Promise<void> {
    const server = this.#server(index)
    const open = (await server.records(RECEIPT))
      .map((state) => ({ id: state.id, fields: shownFields(state) }))
      .filter(({ fields }) => fields['agency'] === CENTRE && givenBy(fields) !== null && !isSettled(fields))
    if (open.length === 0) return
    const { id, fields } = this.#dice.pick(open)
    await server.write(id, this.#next(fields, step), RECEIPT)
    this.counts.dealt += 1
  }

  async withdraw(index: number, step: number): Promise<void> {
    const server = this.#server(index)
    const own = (await server.records(DIRECTIVE))
      .map((state) => ({ id: state.id, fields: shownFields(state) }))
      .filter(({ fields }) => givenBy(fields) === null && directiveState(fields) !== 'withdrawn')
    if (own.length === 0) return
    const { id } = this.#dice.pick(own)
    await server.write(id, { withdrawn: { by: 'desk-officer', at: AT, reason: `撤回${step}` } }, DIRECTIVE)
    const receipt = (await server.records(RECEIPT)).find((state) => shownFields(state)['directive'] === id)
    if (receipt !== undefined && !isSettled(shownFields(receipt)))
      await server.write(receipt.id, { withdrawn: true }, RECEIPT)
    this.counts.withdrawn += 1
  }

  /** What is not as it should be in the end. */
  async difference(): Promise<string | undefined> {
    const tables = await Promise.all(this.#servers.map((server) => this.#table(server)))
    for (const { id, giver, receiver } of this.#issued) {
      // Withdrawn while it waited for its incident: it was never given.
      const wasGiven = tables[receiver]?.directives.has(id) === true
      if (!wasGiven && tables[giver]?.receipts.get(`r${id}`)?.['state'] === 'withdrawn') continue
      for (const [index, table] of tables.entries()) {
        const isParty = index === giver || index === receiver
        if (table.directives.has(id) !== isParty) return `server ${index}: ${id} of ${giver} for ${receiver}`
        if ([id, `r${id}`].some((record) => table.torn.has(record))) return `server ${index}: ${id} is in conflict`
      }
      const [here, there] = [giver, receiver].map((index) => tables[index]?.receipts.get(`r${id}`) ?? {})
      if (!sameJson(here, there)) return `r${id}: ${JSON.stringify(here)}, not ${JSON.stringify(there)}`
    }
    return undefined
  }

  async #table(server: LinkedServer) {
    const [directives, receipts] = [await server.records(DIRECTIVE), await server.records(RECEIPT)]
    return {
      directives: new Set<string>(directives.map(({ id }) => id)),
      receipts: new Map(receipts.map((state): [string, JsonFields] => [state.id, comparable(shownFields(state))])),
      torn: new Set<string>(
        [...directives, ...receipts].filter((state) => conflictsOf(state).length > 0).map(({ id }) => id),
      ),
    }
  }

  #next(fields: JsonFields, step: number): JsonFields {
    switch (receiptState(fields)) {
      case 'sent':
        return { delivered: true }
      case 'delivered':
        return this.#dice.happens(0.1) ? RETURNED : SIGNED
      case 'signed':
        return { answer: { ...ANSWERED.answer, text: `回执${step}` } }
      default:
        return COMPLETED
    }
  }

  #server(index: number): LinkedServer {
    return this.#servers[index] as LinkedServer
  }
}

function isSettled(fields: JsonFields): boolean {
  return SETTLED_STATES.some((state) => state === receiptState(fields))
}

/** What both sides must show alike; who it was stands at one in words. */
function comparable(fields: JsonFields): JsonFields {
  const said = (name: string): JsonFields => {
    const { by: _by, ...part } = (fields[name] ?? {}) as JsonFields
    return part
  }
  return {
    state: receiptState(fields),
    delivered: fields['delivered'] ?? null,
    ...{ signed: said('signed'), answer: said('answer'), closed: said('closed') },
    incident: fields['incident'] ?? null,
  }
}
