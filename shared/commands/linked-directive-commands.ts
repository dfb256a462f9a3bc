// Directives and receipts that come over a link between servers: an order of the other side with the receipt of our desk, and how
// the agency that stands for the other side has dealt with an order of ours. Only what links systems may. Decision 0022.
import * as z from 'zod'
import { ok, refuse } from '../base/fault.ts'
import type { Result } from '../base/fault.ts'
import { MAX_DRIFT_MS } from '../base/hybrid-clock.ts'
import type { ChangeId, Kind, RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { Json, JsonFields } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import type { RecordState } from '../journal/merge.ts'
import { isConflict, shownFields } from '../journal/merge.ts'
import type { Progress } from '../model/directive.ts'
import {
  DIRECTIVE,
  PROGRESS,
  RECEIPT,
  SETTLED_STATES,
  directiveFields,
  givenBy,
  isIssuedHere,
  partField,
  receiptFields,
  receiptState,
  wordsElsewhere,
} from '../model/directive.ts'
import {
  IMPORTED,
  compareSources,
  importedSchema,
  importedSources,
  importedValue,
  newestSources,
} from '../model/imported.ts'
import type { Decision, Draft } from './command.ts'
import { command } from './command.ts'

const id = z.string().min(1).max(60)
/** Who did it stands there in words: an id of our directory would let another server sign in our officers' names. */
const isElsewhere = ({ by }: { readonly by: string }): boolean => wordsElsewhere(by) !== null
const NOT_IN_WORDS = 'who did it is not said in words'
const { signed, answer, closed } = receiptFields

export const importDirective = command({
  action: 'record.import',
  input: z.strictObject({
    directive: id,
    receipt: id,
    /** The server it comes from. */
    peer: z.string().min(1).max(200),
    /** The agency that stands for it here, and the one that gets its directives. */
    from: id,
    agency: id,
    order: z.strictObject({
      type: directiveFields.type,
      title: directiveFields.title,
      text: directiveFields.text,
      incident: directiveFields.incident,
      priority: directiveFields.priority,
      dueAt: directiveFields.dueAt,
      issuedAt: directiveFields.issuedAt,
      issuedBy: directiveFields.issuedBy.refine((by) => wordsElsewhere(by) !== null, NOT_IN_WORDS),
      leader: directiveFields.leader,
      supervised: directiveFields.supervised,
      withdrawn: directiveFields.withdrawn.refine(isElsewhere, NOT_IN_WORDS).optional(),
    }),
    reminded: receiptFields.reminded.refine(isElsewhere, NOT_IN_WORDS).optional(),
    /** Where the values of the directive and of the receipt are from. */
    imported: z.strictObject({ directive: importedSchema, receipt: importedSchema }),
  }),
  decide(context, input): Result<Decision> {
    const { peer, imported, reminded, from, agency, order } = input
    const [directive, receipt] = [asId<RecordId>(input.directive), asId<RecordId>(input.receipt)]
    const [above, here] = [context.read(DIRECTIVE, directive), context.read(RECEIPT, receipt)]
    for (const state of [above, here])
      if (state !== undefined && (isIssuedHere(shownFields(state)) || !isFrom(peer, shownFields(state))))
        return refuse('notAllowed', `${state.kind} ${state.id} is none this server gave`, { id: state.id })
    if (Date.parse(order.issuedAt) - context.nowMs > MAX_DRIFT_MS)
      return refuse('invalidInput', `issued at ${order.issuedAt}, which is yet to come`, { field: 'issuedAt' })
    const known = here === undefined ? {} : shownFields(here)
    if ((known['directive'] ?? input.directive) !== input.directive)
      return refuse('notAllowed', `receipt ${receipt} is of another directive`, { id: receipt })
    const { withdrawn, supervised, ...issued } = order
    const { type: _type, text: _text, leader: _leader, issuedBy: _by, ...told } = issued
    const isDone = SETTLED_STATES.some((state) => state === receiptState(known))
    const times = Number(partField(known, 'reminded')?.['times'] ?? 0)
    const drafts = [
      ...drafted(DIRECTIVE, directive, above, imported.directive, {
        once: { ...issued, agency: from, withdrawn },
        now: { supervised },
      }),
      ...drafted(RECEIPT, receipt, here, imported.receipt, {
        once: { ...told, directive: input.directive, from, agency, officer: null },
        now: {
          ...(reminded !== undefined && reminded.times > times ? { reminded } : {}),
          ...(withdrawn !== undefined && !isDone ? { withdrawn: true } : {}),
        },
      }),
    ]
    return drafts.length === 0 ? nothing(receipt) : ok({ drafts, subject: { kind: RECEIPT, id: receipt } })
  },
})

export const importReceipt = command({
  action: 'record.import',
  input: z.strictObject({
    receipt: id,
    /** The agency that stands for the other side: it writes in no other's receipt. */
    agency: id,
    progress: z.strictObject({
      delivered: receiptFields.delivered.optional(),
      signed: signed.refine(isElsewhere, NOT_IN_WORDS).optional(),
      answer: answer.refine(isElsewhere, NOT_IN_WORDS).optional(),
      closed: closed.refine(isElsewhere, NOT_IN_WORDS).optional(),
    }),
    imported: importedSchema,
  }),
  decide(context, { receipt, agency, progress, imported }): Result<Decision> {
    const record = asId<RecordId>(receipt)
    const state = context.read(RECEIPT, record)
    if (state === undefined) return refuse('notFound', `no receipt ${receipt}`, { id: receipt })
    const fields = shownFields(state)
    if (fields['agency'] !== agency || !isIssuedHere(fields))
      return refuse('notAllowed', `receipt ${receipt} is not that agency’s`, { id: receipt })
    const given = importedSources(imported)
    const known = newestSources(state.fields.get(IMPORTED)?.heads ?? [])
    const authors = new Set<string>([context.station, ...[...known.values()].map(({ by }) => by)])
    const over: { [name: string]: readonly ChangeId[] } = {}
    const said: { [name: string]: Json } = {}
    for (const name of PROGRESS) {
      const value = progress[name]
      if (value === undefined) continue
      const isNewer = compareSources(given.get(name)?.stamp, known.get(name)?.stamp) > 0
      const replaced = replacedBy(state, name, value, { authors, isNewer })
      if (replaced === null) continue
      said[name] = value
      over[name] = replaced
    }
    const sources = [...given].filter(([name]) => said[name] !== undefined)
    const draft = withSources(state, { kind: RECEIPT, id: record, fields: said, over }, new Map(sources))
    return draft === null ? nothing(receipt) : ok({ drafts: [draft], subject: { kind: RECEIPT, id: record } })
  },
})

/**
 * What a value of the other side replaces; null: it is not written. What is written once is never replaced: another value
 * stands beside it, and is settled at once where both are the other side's, which has settled it itself.
 */
function replacedBy(
  state: RecordState,
  name: Progress,
  value: Json,
  { authors, isNewer }: { readonly authors: ReadonlySet<string>; readonly isNewer: boolean },
): readonly ChangeId[] | null {
  const field = state.fields.get(name)
  const heads = field?.heads ?? []
  const isTheirs = heads.every(({ mark }) => authors.has(mark.station))
  if (heads.some((head) => sameJson(head.value, value)))
    return field !== undefined && isConflict(field) && isTheirs ? heads.map(({ mark }) => mark.id) : null
  return isNewer ? [] : null
}

interface Given {
  /** Written where nothing stands. */
  readonly once: { readonly [name: string]: Json | undefined }
  /** Written whenever it is another value. */
  readonly now: { readonly [name: string]: Json }
}

function drafted(
  kind: Kind,
  record: RecordId,
  state: RecordState | undefined,
  imported: z.infer<typeof importedSchema>,
  { once, now }: Given,
): readonly Draft[] {
  const fields: { [name: string]: Json } = {}
  const known = state === undefined ? {} : shownFields(state)
  for (const [name, value] of Object.entries(once))
    if (value !== undefined && known[name] === undefined) fields[name] = value
  for (const [name, value] of Object.entries(now)) if (!sameJson(known[name], value)) fields[name] = value
  const draft = withSources(state, { kind, id: record, fields }, importedSources(imported))
  return draft === null ? [] : [draft]
}

/** The draft with where its values are from; sources written apart are brought together, which no officer could. */
function withSources(
  state: RecordState | undefined,
  draft: Draft,
  sources: ReturnType<typeof importedSources>,
): Draft | null {
  const before = state?.fields.get(IMPORTED)
  const isTorn = before !== undefined && isConflict(before)
  if (Object.keys(draft.fields).length === 0 && !isTorn) return null
  const all = newestSources(before?.heads ?? [])
  for (const [name, source] of sources)
    if (compareSources(source.stamp, all.get(name)?.stamp) > 0) all.set(name, source)
  // By this field the change is told to be an import, also where it says nothing new.
  return { ...draft, saysAgain: true, fields: { ...draft.fields, [IMPORTED]: importedValue(all) } }
}

/** Nobody's, or that server's. */
function isFrom(peer: string, fields: JsonFields): boolean {
  return (givenBy(fields) ?? peer) === peer
}

function nothing(receipt: string): ReturnType<typeof refuse> {
  return refuse('nothingToChange', 'it says so already', { id: receipt })
}
