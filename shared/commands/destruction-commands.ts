// The order to destroy personal data: what people said of themselves is written over, everything else is said once more, and the
// changes that held it are named, so that every store erases the same.
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { ChangeId, Kind, RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { Json } from '../base/json.ts'
import type { RecordState } from '../journal/merge.ts'
import { isConflict, shownFields } from '../journal/merge.ts'
import { ATTACHMENT, namedFile } from '../model/attachment.ts'
import { CALL } from '../model/call.ts'
import {
  DESTRUCTION,
  DOCUMENT_FIELDS,
  FREE_TEXTS,
  MAX_ERASED,
  PERSONAL_FIELDS,
  destroyedValue,
  destructionFields,
  destructionReason,
} from '../model/destruction.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import { INCIDENT } from '../model/incident.ts'
import { LOG_ENTRY } from '../model/log-entry.ts'
import { REPORT } from '../model/report.ts'
import type { CommandContext, Decision, Draft } from './command.ts'
import { command } from './command.ts'

const { incident, basis, reason, evidence, reports } = destructionFields

export const destroyPersonalData = command({
  action: 'personal.destroy',
  input: z.strictObject({
    incident,
    basis,
    reason,
    evidence: evidence.default([]),
    /** Records whose free texts go too: the incident itself, its calls, lines of its log. */
    texts: z
      .array(z.strictObject({ kind: z.enum([INCIDENT, CALL, LOG_ENTRY]), id: incident }))
      .max(1_000)
      .default([]),
    /** Attachments that go, with the bytes of their files; all others stay. */
    attachments: z.array(incident).max(1_000).default([]),
    /** Reports that go, each with the reason a document is not kept; all others stay. */
    reports: reports.default([]),
  }),
  decide(context, input): Result<Decision> {
    const about = context.read(INCIDENT, asId(input.incident))
    if (about === undefined) return refuse('notFound', `no incident ${input.incident}`, { id: input.incident })
    if (shownFields(about)['status'] !== 'closed')
      return refuse('wrongState', 'close the incident first', { state: 'open' })
    const kept = new Set(input.evidence.map(({ id }) => id))
    const own = [
      about,
      ...context.list(CALL, { incident: input.incident }),
      ...context.list(LOG_ENTRY, { incident: input.incident }),
    ]
    const isChosen = ({ kind, id }: RecordState): boolean =>
      input.texts.some((one) => one.kind === kind && one.id === id)
    const chosen = own.filter(isChosen)
    const stray = input.texts.find(({ kind, id }) => !chosen.some((one) => one.kind === kind && one.id === id))
    if (stray !== undefined)
      return refuse('notFound', `${stray.kind} ${stray.id} is not of this incident`, { id: stray.id })
    const both = chosen.find(({ id }) => kept.has(id))
    if (both !== undefined)
      return refuse('invalidInput', `${both.id} is kept as evidence: its texts stay`, { field: 'texts', id: both.id })
    const documents = documentsOf(context, input)
    if (!documents.ok) return documents
    const keptToo = documents.value.find(({ id }) => kept.has(id))
    if (keptToo !== undefined)
      return refuse('invalidInput', `${keptToo.id} is kept as evidence`, { field: 'evidence', id: keptToo.id })
    const records = [...own.filter(({ id }) => !kept.has(id)), ...documents.value]
    const order = context.newId()
    const drafts: Draft[] = []
    const erases: { kind: Kind; id: RecordId; changes: ChangeId[] }[] = []
    for (const state of records) {
      const part = partOf(context, state, order, [
        ...(PERSONAL_FIELDS.get(state.kind) ?? []),
        ...(isChosen(state) ? (FREE_TEXTS.get(state.kind) ?? []) : []),
        ...(DOCUMENT_FIELDS.get(state.kind) ?? []),
      ])
      if (!part.ok) return part
      if (part.value === null) continue
      drafts.push(part.value.draft)
      erases.push(part.value.erase)
    }
    if (erases.length === 0) return refuse('nothingToChange', 'nothing of it names people any more')
    const count = erases.reduce((sum, { changes }) => sum + changes.length, 0)
    if (count > MAX_ERASED)
      return refuse('tooLarge', `${count} changes are too many for one order`, { limit: MAX_ERASED })
    const fields = {
      ...{ incident: input.incident, basis: input.basis, reason: input.reason },
      ...{ by: context.officer, at: isoWithOffset(context.nowMs) },
      ...{
        erases: erases as unknown as Json,
        texts: input.texts as unknown as Json,
        evidence: input.evidence as unknown as Json,
        files: documents.value.flatMap((state): Json[] => {
          const file = state.kind === ATTACHMENT ? namedFile(shownFields(state)) : undefined
          return file === undefined ? [] : [{ id: state.id, sha256: file.sha256 }]
        }),
        reports: input.reports as unknown as Json,
      },
    }
    return ok({
      drafts: [...drafts, { kind: DESTRUCTION, id: order, fields }],
      subject: { kind: DESTRUCTION, id: order },
    })
  },
})

/** The attachments and reports the officer chose: of this incident, each once. */
function documentsOf(
  context: CommandContext,
  {
    incident: about,
    attachments,
    reports: chosen,
  }: {
    readonly incident: string
    readonly attachments: readonly string[]
    readonly reports: readonly { readonly id: string }[]
  },
): Result<readonly RecordState[]> {
  const named = [
    ...[...new Set(attachments)].map((id) => ({ kind: ATTACHMENT, id })),
    ...[...new Set(chosen.map(({ id }) => id))].map((id) => ({ kind: REPORT, id })),
  ]
  const found: RecordState[] = []
  for (const { kind, id } of named) {
    const state = context.read(kind, asId(id))
    if (state === undefined || shownFields(state)['incident'] !== about)
      return refuse('notFound', `${kind} ${id} is not of this incident`, { id })
    found.push(state)
  }
  return ok(found)
}

interface Part {
  readonly draft: Draft
  readonly erase: { kind: Kind; id: RecordId; changes: ChangeId[] }
}

/** What goes of one record, and what is said once more; null when nothing of it names people. */
function partOf(
  context: CommandContext,
  state: RecordState,
  order: RecordId,
  personal: readonly string[],
): Result<Part | null> {
  if (personal.length === 0) return ok(null)
  const history = context.changesOf?.(state.kind, state.id) ?? null
  if (history === null)
    return refuse('wrongState', 'older changes of it are still being fetched', { state: 'backfill' })
  const gone = new Set(
    history.filter(({ fields }) => fields.some((name) => personal.includes(name))).map(({ id }) => id),
  )
  if (gone.size === 0) return ok(null)
  const fields: Record<string, Json> = {}
  for (const [name, field] of state.fields) {
    if (!field.heads.some(({ mark }) => gone.has(mark.id))) continue
    // Said over all of them it would settle a contradiction that people have not seen.
    if (isConflict(field))
      return refuse('wrongState', `${name} is in conflict: settle it first`, { state: 'conflict', field: name })
    const before = field.heads[0]?.value ?? null
    fields[name] = personal.includes(name) ? destroyedValue(state.kind, name, before) : before
  }
  const { kind, id } = state
  return ok({
    draft: { kind, id, fields, reason: destructionReason(order), saysAgain: true },
    erase: { kind, id, changes: [...gone] },
  })
}
