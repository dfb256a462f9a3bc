// Gathers what belongs to an incident from a station's store: every record of every kind that names it, all their changes,
// the verdicts about them, and of each chain the run of headers up to a seal.
import type { Kind, RecordId, SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { ListOf } from '../../../shared/commands/command.ts'
import type { Seal } from '../../../shared/journal/chain.ts'
import { makeSeal } from '../../../shared/journal/chain.ts'
import { changeIdOf, decodeHeader } from '../../../shared/journal/change.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { ALERT, ALERT_LINK } from '../../../shared/model/alert.ts'
import { ATTACHMENT } from '../../../shared/model/attachment.ts'
import { DESK_KINDS } from '../../../shared/model/desk-item.ts'
import { DESTRUCTION, ERASURE } from '../../../shared/model/destruction.ts'
import { DISPOSITION } from '../../../shared/model/disposition.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { SAME_EVENT } from '../../../shared/model/same-event.ts'
import { VERDICT } from '../../../shared/model/verdict.ts'
import type { AttachmentSource } from '../../files/ports.ts'
import { sha256 } from '../../store/node-crypto.ts'
import type { ChainTip, StationStore, TouchedRecord } from '../../store/station-store.ts'
import { keyOf } from '../verify.ts'
import type { Proof, ProofChain } from './bundle.ts'
import { BUNDLE_VERSION } from './bundle.ts'

export interface GatherParts {
  readonly store: StationStore
  /** Records of a kind of the desk that belong to an incident or a record. */
  readonly list: (space: SpaceId, kind: Kind, of: Pick<ListOf, 'incident' | 'parent'>) => readonly RecordState[]
  readonly attachments: AttachmentSource
}

/** Proof of everything that is known of an incident here. */
export function gatherProof({ store, list, attachments }: GatherParts, space: SpaceId, incident: string): Proof {
  const bodies = new Map<string, string | null>()
  for (const record of recordsOf(list, attachments, space, incident))
    for (const { change, refused } of store.history(space, record)) {
      bodies.set(change.id, change.body === null ? null : base64Of(change.body))
      if (refused === null) continue
      // The verdict that refused it: without it the change would count.
      const verdict = { kind: VERDICT, id: asId<RecordId>(change.id) }
      for (const { change: said } of store.history(space, verdict))
        bodies.set(said.id, said.body === null ? null : base64Of(said.body))
    }
  const proven = new Set<string>()
  const chains = store.tips(space).flatMap((tip) => runOf(store, space, tip, bodies, proven) ?? [])
  return {
    version: BUNDLE_VERSION,
    space,
    incident,
    complete: store.backfillWanted(space) === undefined,
    chains,
    bodies: Object.fromEntries([...bodies].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function recordsOf(
  list: GatherParts['list'],
  attachments: AttachmentSource,
  space: SpaceId,
  incident: string,
): readonly TouchedRecord[] {
  const own: TouchedRecord = { kind: INCIDENT, id: asId(incident) }
  const ofDesk = [...DESK_KINDS.keys()].flatMap((kind) => list(space, kind, { incident }))
  // Told of as one event from the other side; alerts that have to do with it, and what was made of them; who carried out an order.
  const beside = [
    ...list(space, SAME_EVENT, { parent: incident }),
    ...list(space, ALERT_LINK, { incident }).flatMap((link) => {
      const { alert, linked } = shownFields(link)
      return linked === true && typeof alert === 'string'
        ? [{ kind: ALERT, id: asId<RecordId>(alert) }, ...list(space, DISPOSITION, { parent: alert })]
        : []
    }),
    ...list(space, DESTRUCTION, { incident }).flatMap(({ id }) => list(space, ERASURE, { parent: id })),
  ]
  const files = [...attachments.all(space)]
    .filter((entry) => entry.incident === incident)
    .map(({ id }): TouchedRecord => ({ kind: ATTACHMENT, id: asId<RecordId>(id) }))
  return [own, ...[...ofDesk, ...beside].map(({ kind, id }): TouchedRecord => ({ kind, id })), ...files]
}

/** The headers of a chain from the first wanted change to the one that is sealed; undefined when it has none of them. */
function runOf(
  store: StationStore,
  space: SpaceId,
  tip: ChainTip,
  wanted: ReadonlyMap<string, unknown>,
  proven: Set<string>,
): ProofChain | undefined {
  const headers: Uint8Array[] = []
  let first = -1
  let last = -1
  for (const { header } of store.chainLinks(space, tip)) {
    const id = changeIdOf(sha256(header))
    if (wanted.has(id) && !proven.has(id)) {
      proven.add(id)
      if (first < 0) first = headers.length
      last = headers.length
    }
    headers.push(header)
  }
  if (first < 0) return undefined
  const key = keyOf(store, tip.station)
  const seal = key === undefined ? null : sealOf(store, space, tip, headers[last])
  const until = seal === null ? last : headers.findIndex((header) => seqOf(header) === seal.seq)
  return {
    station: tip.station,
    chain: tip.chain,
    publicKey: key === undefined ? null : base64Of(key),
    headers: headers.slice(first, until + 1).map(base64Of),
    seal: seal === null ? null : { seq: seal.seq, signature: base64Of(seal.signature) },
  }
}

/** The own chain is sealed now, where the bundle ends; another's has its first seal from there on, else none. */
function sealOf(store: StationStore, space: SpaceId, tip: ChainTip, last: Uint8Array | undefined): Seal | null {
  if (last === undefined) return null
  const lastSeq = seqOf(last)
  if (tip.station === store.station)
    return makeSeal(space, tip, lastSeq, sha256(last), (message) => store.sign(message))
  const seals = store
    .seals(space)
    .filter(({ station, chain, seq }) => station === tip.station && chain === tip.chain && seq <= tip.seq)
    .toSorted((a, b) => a.seq - b.seq)
  return seals.find(({ seq }) => seq >= lastSeq) ?? null
}

function seqOf(header: Uint8Array): number {
  const head = decodeHeader(header)
  return head.ok ? head.value.seq : 0
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
