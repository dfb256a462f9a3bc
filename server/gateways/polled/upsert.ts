// An incident another system knows by its own key: reported the first time, amended when the system says something new.
// What an officer has changed since is left alone: the machine only writes over what it wrote itself.
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import { sameJson } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { GatewaySurroundings } from '../gateway.ts'

export type Upserted = 'reported' | 'amended' | 'same' | 'void'

type Here = Pick<GatewaySurroundings, 'author' | 'picture' | 'notes'>

/** With `isDry` says what would happen and writes nothing. */
export async function upsertIncident(
  { author, picture, notes }: Here,
  key: string,
  input: CommandInput<'reportIncident'>,
  isDry: boolean,
): Promise<Result<Upserted>> {
  const id = author.idFor(key)
  const shown = await picture.record(INCIDENT, id)
  const { id: _id, demonstration: _demonstration, ...said } = input
  if (shown === undefined) {
    if (isDry) return ok('reported')
    const done = await author.run('reportIncident', { ...input, id })
    if (!done.ok) return done
    notes.set(noteOf(id), JSON.stringify(said))
    return ok('reported')
  }
  if (shown['status'] === 'void') return ok('void')
  const wrote = readNote(notes.get(noteOf(id)))
  const news = Object.entries(said as JsonFields).filter(
    ([name, value]) => !sameJson(shown[name], value) && isOurs(shown[name], wrote?.[name]),
  )
  if (news.length === 0 || isDry) return ok(news.length === 0 ? 'same' : 'amended')
  const { level, ...fields } = Object.fromEntries(news)
  if (Object.keys(fields).length > 0) {
    const done = await author.run('amendIncident', { id, fields })
    if (!done.ok && done.fault.kind !== 'nothingToChange') return done
  }
  if (level !== undefined) {
    const done = await author.run('changeIncidentLevel', { id, level: level as 1 | 2 | 3 | 4 | null })
    if (!done.ok && done.fault.kind !== 'nothingToChange') return done
  }
  notes.set(noteOf(id), JSON.stringify({ ...wrote, ...Object.fromEntries(news) }))
  return ok('amended')
}

/** True when nobody else has said anything there. What we wrote may be forgotten: then only what is empty is filled. */
function isOurs(shown: Json | undefined, wrote: Json | undefined): boolean {
  return wrote === undefined ? shown === undefined || shown === null || shown === '' : sameJson(shown, wrote)
}

function noteOf(id: string): string {
  return `wrote/${id}`
}

function readNote(text: string | undefined): JsonFields | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as JsonFields)
}
