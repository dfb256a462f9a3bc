// Linked servers without sockets or disks: pictures, the two copies of every shared space, and the real rules between them. For
// seeded runs by the thousand: edits anywhere, by clocks that are wrong, links that are cut, values on the way in any order.
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import type { Draft } from '../../shared/commands/command.ts'
import { decide } from '../../shared/commands/commands.ts'
import { reconcile } from '../../shared/interop/link/reconcile.ts'
import { plainKind, sharedKind } from '../../shared/interop/link/shared-record.ts'
import type { Agreement, Terms } from '../../shared/interop/link/terms.ts'
import { LINK_KINDS, LISTED_AT_FIRST, agree } from '../../shared/interop/link/terms.ts'
import type { Change } from '../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { conflictsOf, headsOf, isConflict, shownFields } from '../../shared/journal/merge.ts'
import { addDigest, emptyDigest, pictureCode, recordDigest } from '../../shared/journal/picture-code.ts'
import { importedValue } from '../../shared/model/imported.ts'
import type { Picture } from './picture-world.ts'
import { fold } from './picture-world.ts'
import { sha256 } from './shared-crypto.ts'

const SPACE: SpaceId = asId('model')
const MAX_WAVES = 200

/** Terms that give and take everything but what names people. */
export function openTerms(more: Partial<Terms> = {}): Terms {
  return {
    name: 'x',
    spaceKind: 'live',
    give: [...LINK_KINDS],
    take: [...LINK_KINDS],
    giveFields: [...LISTED_AT_FIRST],
    takeFields: [...LISTED_AT_FIRST],
    personal: false,
    sensitive: false,
    passOn: true,
    fromMs: null,
    untilMs: null,
    ...more,
  }
}

export class ModelServer {
  readonly id: string
  readonly picture: Picture = new Map()
  /** How wrong the clock of its officers is. */
  readonly skewMs: number
  #seq = 0

  constructor(id: string, skewMs = 0) {
    this.id = id
    this.skewMs = skewMs
  }

  /** Applies drafts as an author of this server. */
  apply(drafts: readonly Draft[], station: string, nowMs: number): void {
    for (const { kind, id, fields, over } of drafts) {
      const state = this.picture.get(`${kind}/${id}`)
      const sets = Object.entries(fields)
        .filter(([name, value]) => !isSaid(state, name, value))
        .map(([name, value]) => ({ name, value, over: over?.[name] ?? headsOf(state, name) }))
      this.#seq += 1
      fold(this.picture, change(this.picture, { kind, id }, sets, { station, seq: this.#seq, ms: nowMs }))
    }
  }

  /** An officer writes over what is shown. */
  edit(kind: string, id: string, fields: JsonFields, nowMs: number): void {
    this.apply([{ kind, id: asId(id), fields }], `${this.id}-desk`, nowMs + this.skewMs)
  }

  shown(kind: string, id: string): JsonFields | undefined {
    const state = this.picture.get(`${kind}/${id}`)
    return state === undefined ? undefined : shownFields(state)
  }

  conflicts(kind: string, id: string): readonly string[] {
    const state = this.picture.get(`${kind}/${id}`)
    return state === undefined ? [] : conflictsOf(state)
  }
}

interface End {
  readonly server: ModelServer
  readonly terms: Terms
  readonly copy: Picture
  readonly changes: Change[]
  readonly known: Set<string>
}

export class ModelLink {
  readonly id: string
  readonly ends: readonly [End, End]
  isCut = false
  #seq = 0

  constructor(a: ModelServer, b: ModelServer, termsOfA: Terms = openTerms(), termsOfB: Terms = openTerms()) {
    this.id = `${a.id}${b.id}`
    const end = (server: ModelServer, terms: Terms): End => ({
      ...{ server, terms, copy: new Map(), changes: [], known: new Set() },
    })
    this.ends = [end(a, termsOfA), end(b, termsOfB)]
  }

  /** Takes and gives one record at one end; true when anything was written. */
  reconcile(at: 0 | 1, kind: string, id: RecordId, nowMs: number): boolean {
    const end = this.ends[at]
    const other = this.ends[at === 0 ? 1 : 0]
    const agreement = agree(end.terms, other.terms, nowMs)
    if (typeof agreement !== 'object') return false
    const { server } = end
    const author = `${server.id}-${this.id}`
    let wrote = false
    for (let round = 0; round < 8; round += 1) {
      const done = reconcile({
        ...{
          kind,
          agreement: agreement satisfies Agreement,
          self: server.id,
          peer: other.server.id,
          link: this.id,
          author,
        },
        own: server.picture.get(`${kind}/${id}`),
        shared: end.copy.get(`${sharedKind(kind)}/${id}`),
        nowMs,
      })
      if (done.take === null) {
        if (done.give !== null) this.#write(end, sharedKind(kind), id, done.give, nowMs)
        return wrote || done.give !== null
      }
      const { fields, imported, over } = done.take
      const decided = decide('importRecord', contextOf(server, nowMs), {
        ...{ kind, id, fields, over },
        imported: importedValue(imported),
      })
      if (!decided.ok) throw new Error(`${kind} ${id}: ${decided.fault.message}`)
      server.apply(decided.value.drafts, author, nowMs)
      wrote = true
    }
    throw new Error(`${kind} ${id} finds no end at ${server.id}`)
  }

  /** Carries what each end lacks; `upTo` changes of each side, in order. */
  carry(upTo = Infinity): boolean {
    if (this.isCut) return false
    const [a, b] = this.ends
    const moved = [this.#carry(a, b, upTo), this.#carry(b, a, upTo)]
    return moved.some(Boolean)
  }

  /** Every value that lies at one end. */
  text(at: 0 | 1): string {
    return JSON.stringify(this.ends[at].changes.map(({ content }) => content))
  }

  codes(): readonly [string, string] {
    return [codeOf(this.ends[0].copy), codeOf(this.ends[1].copy)]
  }

  #carry(from: End, to: End, upTo: number): boolean {
    const missing = from.changes.filter(({ id }) => !to.known.has(id)).slice(0, upTo)
    for (const one of missing) keep(to, one)
    return missing.length > 0
  }

  #write(end: End, kind: string, id: RecordId, fields: JsonFields, nowMs: number): void {
    const state = end.copy.get(`${kind}/${id}`)
    const sets = Object.entries(fields).map(([name, value]) => ({ name, value, over: headsOf(state, name) }))
    this.#seq += 1
    keep(end, change(end.copy, { kind, id }, sets, { station: end.server.id, seq: this.#seq, ms: nowMs }))
  }
}

/** Lets every link carry and every end reconcile until nothing moves; fails when that does not end. */
export function settle(links: readonly ModelLink[], nowMs: number): number {
  for (let wave = 0; wave < MAX_WAVES; wave += 1) {
    let moved = false
    for (const link of links) {
      moved = link.carry() || moved
      for (const at of [0, 1] as const)
        for (const [kind, id] of recordsOf(link, at)) moved = link.reconcile(at, kind, id, nowMs) || moved
    }
    if (!moved) return wave
  }
  throw new Error('it never settles')
}

/** Records one end of a link has to look at. */
export function recordsOf(link: ModelLink, at: 0 | 1): readonly (readonly [string, RecordId])[] {
  const { server, copy } = link.ends[at]
  const found = new Map<string, readonly [string, RecordId]>()
  for (const { kind, id } of [...server.picture.values(), ...copy.values()]) {
    const plain = plainKind(kind) ?? kind
    found.set(`${plain}/${id}`, [plain, id])
  }
  return [...found.values()]
}

function keep(end: End, one: Change): void {
  end.changes.push(one)
  end.known.add(one.id)
  fold(end.copy, one)
}

function change(
  _picture: Picture,
  { kind, id }: { readonly kind: string; readonly id: RecordId },
  sets: readonly { readonly name: string; readonly value: Json; readonly over: readonly Change['id'][] }[],
  { station, seq, ms }: { readonly station: string; readonly seq: number; readonly ms: number },
): Change {
  return makeChange(
    {
      ...{ space: SPACE, station: asId(station), chain: 1, seq, stamp: { ms, counter: seq }, officer: asId('') },
      ...{ kind, record: id, previous: NO_PREVIOUS },
    },
    { sets },
    sha256,
  )
}

function contextOf(server: ModelServer, nowMs: number): Parameters<typeof decide>[1] {
  return {
    nowMs,
    station: asId(server.id),
    officer: asId('link'),
    role: 'linkedSystem',
    agency: asId('agency'),
    agencyCode: 'XX',
    newId: () => asId('never'),
    nextCount: () => 1,
    read: (kind, id): RecordState | undefined => server.picture.get(`${kind}/${id}`),
    list: () => [],
  }
}

function codeOf(copy: Picture): string {
  const sum = emptyDigest()
  for (const state of copy.values()) addDigest(sum, recordDigest(state, sha256), 1)
  return pictureCode(sum)
}

function isSaid(state: RecordState | undefined, name: string, value: Json): boolean {
  const field = state?.fields.get(name)
  return field !== undefined && !isConflict(field) && sameJson(field.heads[0]?.value, value)
}
