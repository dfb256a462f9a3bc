// Commands on the roster: add shifts (one, a week, a spreadsheet), give a shift to somebody else, void one.
import * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { ok, refuse } from '../base/fault.ts'
import type { RecordId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import type { JsonFields } from '../base/json.ts'
import { sameJson } from '../base/json.ts'
import { headsOf, shownFields } from '../journal/merge.ts'
import { textField, timeField } from '../model/fields.ts'
import { isoWithOffset } from '../model/incident-number.ts'
import type { ShiftRow } from '../model/roster.ts'
import { freeId, placeRows, shiftOf, spanProblem } from '../model/roster.ts'
import { SHIFT, shiftFields, shiftState } from '../model/shift.ts'
import type { CommandContext, Decision } from './command.ts'
import { command } from './command.ts'
import { isOwn, notOurs } from './own-agency.ts'

const id = z.string().min(1).max(60)
const f = shiftFields
/** A month of five roles in three shifts a day. */
export const MAX_ROWS = 500

const row = z.strictObject({
  role: f.role,
  officer: f.officer,
  from: f.from,
  to: f.to,
  telephone: f.telephone.optional(),
  note: f.note.optional(),
})

/**
 * Brings shifts into the roster of an agency. With `adds`, every row is a shift more, beside one of the same beginning;
 * else a row writes over the shift that stands at its place, and what stands there already is left alone.
 */
export const writeRoster = command({
  action: 'roster.write',
  input: z.strictObject({
    agency: f.agency,
    rows: z.array(row).min(1).max(MAX_ROWS),
    adds: z.boolean().optional(),
    reason: z.string().trim().max(200).optional(),
  }),
  decide(context, input): Result<Decision> {
    if (!isOwn(context, input.agency)) return notOurs(input.agency)
    const rows = input.rows.map(({ role, officer, from, to, telephone, note }): ShiftRow => {
      const [fromMs, toMs] = [Date.parse(from), Date.parse(to)]
      return { role, holder: officer, fromMs, toMs, telephone: telephone ?? '', note: note ?? '' }
    })
    const bad = rows.map(({ fromMs, toMs }) => spanProblem(fromMs, toMs)).findIndex((problem) => problem !== null)
    if (bad >= 0) return refuse('invalidInput', `row ${bad + 1} cannot be a shift`, { field: 'to', row: bad + 1 })
    const begins = rows.map(({ fromMs }) => fromMs)
    const standing = context
      .list(SHIFT, { fromMs: Math.min(...begins), toMs: Math.max(...begins) + 1 })
      .flatMap((state) => shiftOf(String(state.id), shownFields(state)) ?? [])
    const isElsewhere = (shift: string): boolean => {
      const state = context.read(SHIFT, asId(shift))
      return state !== undefined && shiftState(shownFields(state)) !== 'void'
    }
    const taken = new Set(standing.map((shift) => shift.id))
    const placed =
      input.adds === true
        ? rows.map((one) => {
            const record = freeId(input.agency, one, (other) => taken.has(other) || isElsewhere(other))
            taken.add(record)
            return { row: one, id: record, what: 'new' as const }
          })
        : placeRows(input.agency, rows, standing, isElsewhere).filter(({ what }) => what !== 'same')
    const [first] = placed
    if (first === undefined) return refuse('nothingToChange', 'the roster says this already')
    const why = input.reason ?? ''
    const drafts = placed.map(({ row: one, id: record }) => ({
      kind: SHIFT,
      id: asId<RecordId>(record),
      fields: {
        agency: input.agency,
        role: one.role,
        officer: one.holder,
        from: isoWithOffset(one.fromMs),
        to: isoWithOffset(one.toMs),
        telephone: one.telephone,
        note: one.note,
        voidReason: null,
      },
      ...(why === '' ? {} : { reason: why }),
    }))
    return ok({ drafts, subject: { kind: SHIFT, id: asId(first.id) } })
  },
})

/** Gives a shift to somebody else, or moves its ends. */
export const amendShift = command({
  action: 'roster.write',
  input: z.strictObject({
    id,
    officer: f.officer.optional(),
    from: f.from.optional(),
    to: f.to.optional(),
    telephone: f.telephone.optional(),
    note: f.note.optional(),
    reason: z.string().trim().max(200).optional(),
  }),
  decide(context, { id: shift, reason, ...given }): Result<Decision> {
    const found = standing(context, shift)
    if (!found.ok) return found
    const { fields, isContradicted } = found.value
    const said = Object.entries(given as JsonFields).filter(
      ([name, value]) => value !== undefined && (isContradicted(name) || !sameJson(fields[name] ?? null, value)),
    )
    if (said.length === 0) return refuse('nothingToChange', 'the shift says this already')
    const after = { ...fields, ...Object.fromEntries(said) }
    const [fromMs, toMs] = [timeField(after, 'from'), timeField(after, 'to')]
    if (fromMs === null || toMs === null || spanProblem(fromMs, toMs) !== null)
      return refuse('invalidInput', 'a shift ends after it begins', { field: 'to' })
    return write(shift, Object.fromEntries(said), reason)
  },
})

/** Takes a shift off the roster, with a reason. */
export const voidShift = command({
  action: 'roster.write',
  input: z.strictObject({ id, reason: z.string().trim().min(2).max(200) }),
  decide(context, input): Result<Decision> {
    const found = standing(context, input.id)
    return found.ok ? write(input.id, { voidReason: input.reason }, input.reason) : found
  },
})

interface Standing {
  readonly fields: JsonFields
  readonly isContradicted: (name: string) => boolean
}

function standing(context: CommandContext, shift: string): Result<Standing> {
  const state = context.read(SHIFT, asId(shift))
  if (state === undefined) return refuse('notFound', `no shift ${shift}`, { id: shift })
  const fields = shownFields(state)
  if (!isOwn(context, fields['agency'])) return notOurs(fields['agency'])
  if (shiftState(fields) === 'void')
    return refuse('wrongState', `shift ${shift} is void`, { state: textField(fields, 'voidReason') ?? '' })
  return ok({ fields, isContradicted: (name) => headsOf(state, name).length > 1 })
}

function write(shift: string, fields: JsonFields, reason: string | undefined): Result<Decision> {
  const subject = { kind: SHIFT, id: asId<RecordId>(shift) }
  const draft = { ...subject, fields }
  return ok({ drafts: [reason === undefined || reason === '' ? draft : { ...draft, reason }], subject })
}
