// Plays the story: every report and step in order of time, each by the station of the agency that wrote it, each change
// shown to all other stations at once, except where the story says that two had not seen each other's.
import type { RecordId } from '../../../shared/base/ids.ts'
import type { Change } from '../../../shared/journal/change.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { dueReports } from '../../../shared/model/report-clock.ts'
import { SHIPPED_CLOCK_RULES } from '../../../shared/model/shipped-clock-rules.ts'
import { AFTER_LANDFALL } from './after-landfall.ts'
import { agencyId, officerOf } from './agencies.ts'
import { BEFORE_LANDFALL } from './before-landfall.ts'
import { DemoStation } from './demo-station.ts'
import { DUTY_LOG } from './duty-log.ts'
import { LANDFALL } from './landfall.ts'
import { NIGHT } from './night.ts'
import { RECOVERY } from './recovery.ts'
import type { Counts, DutyLine, Step, Story } from './story.ts'

const MINUTE_MS = 60_000
/** Typing a report in takes a little; its change is stamped after the call came. */
const TYPING_MS = 40_000
const CORRECTION_MS = 4 * MINUTE_MS
/** Why the story's closed incidents were not reported one by one. */
const NOT_REPORTED = '已并入防汛防台风日报统一上报'

export const STORIES: readonly Story[] = [...BEFORE_LANDFALL, ...LANDFALL, ...AFTER_LANDFALL, ...NIGHT, ...RECOVERY]

export interface ToldStory {
  readonly story: Story
  readonly record: RecordId
}

export interface Played {
  readonly stations: readonly DemoStation[]
  readonly told: readonly ToldStory[]
}

/** Milliseconds of 'DD HH:MM', July 2023, China Standard Time. */
export function storyMs(at: string): number {
  const [day, time] = at.split(' ')
  const ms = Date.parse(`2023-07-${day}T${time}:00+08:00`)
  if (Number.isNaN(ms)) throw new Error(`not a time of the story: ${at}`)
  return ms
}

/** Plays everything. Throws when the story asks for what no station could have done. */
export function playDemonstration(): Played {
  const stage = new Stage()
  const told: ToldStory[] = []
  const events: { readonly ms: number; readonly act: () => void }[] = []
  for (const story of STORIES) {
    let record: RecordId | undefined
    const reportMs = storyMs(story.at) + TYPING_MS
    events.push({
      ms: reportMs,
      act: () => {
        record = stage.report(story, reportMs)
        told.push({ story, record })
      },
    })
    for (const step of story.steps) {
      const ms = storyMs(step.at)
      if (ms < reportMs) throw new Error(`${story.title}: step at ${step.at} comes before its report`)
      events.push({
        ms,
        act: () => {
          if (record !== undefined) stage.step(story, record, step, ms)
        },
      })
    }
  }
  for (const line of DUTY_LOG) events.push({ ms: storyMs(line.at), act: () => stage.dutyLine(line) })
  // Sorting is stable: what the story tells first at the same minute happens first.
  for (const { act } of events.toSorted((a, b) => a.ms - b.ms)) act()
  return { stations: stage.stations, told }
}

class Stage {
  readonly #stations = new Map<string, DemoStation>()
  readonly #withheld: { readonly mark: string; readonly from: string; readonly change: Change }[] = []

  /** Stations in the order of their agencies' codes. */
  get stations(): readonly DemoStation[] {
    return [...this.#stations.values()].toSorted((a, b) => (a.agencyCode < b.agencyCode ? -1 : 1))
  }

  constructor() {
    const authors = [
      ...STORIES.flatMap((story) => [story.by, ...story.steps.map((step) => step.by ?? story.by)]),
      ...DUTY_LOG.map((line) => line.by),
    ]
    for (const code of new Set(authors)) this.#stations.set(code, new DemoStation(code))
  }

  report(story: Story, ms: number): RecordId {
    const station = this.#station(story.by)
    const { changes, record } = station.run(
      'reportIncident',
      {
        title: story.title,
        category: story.category,
        ...(story.level === undefined ? {} : { level: story.level }),
        position: story.position === undefined ? null : positionOf(story.position),
        division: story.division,
        place: story.place,
        occurredAt: isoWithOffset(storyMs(story.since ?? story.at)),
        receivedAt: isoWithOffset(storyMs(story.at)),
        sourceKind: story.source,
        sourceChannel: story.channel,
        sourceName: story.teller,
        ...story.counts,
        description: story.text,
        sensitive: story.sensitive ?? false,
        agencies: story.agencies.map(agencyId),
        agencyInCharge: story.lead === undefined ? null : agencyId(story.lead),
        demonstration: true,
      },
      officerOf(story.by),
      ms,
    )
    this.#show(station, changes, [])
    return record
  }

  step(story: Story, record: RecordId, step: Step, ms: number): void {
    const author = step.by ?? story.by
    const station = this.#station(author)
    const { changes } = runStep(station, record, step, ms)
    const { unseen } = step
    if (unseen === undefined) return this.#show(station, changes, [])
    const others = story.steps.filter((other) => other.unseen === unseen).map((other) => other.by ?? story.by)
    const waiting = others.filter((code) => code !== author && !this.#hasWritten(unseen, code))
    this.#show(station, changes, waiting)
    for (const change of changes) this.#withheld.push({ mark: unseen, from: author, change })
    // This station is back: it now learns what the others wrote meanwhile.
    for (const held of this.#withheld) if (held.mark === unseen && held.from !== author) station.see(held.change)
  }

  dutyLine(line: DutyLine): void {
    const station = this.#station(line.by)
    const officer = officerOf(line.by)
    const ms = storyMs(line.at)
    const first = station.run('addLogEntry', { incident: null, text: line.corrects ?? line.text }, officer, ms)
    this.#show(station, first.changes, [])
    if (line.corrects === undefined) return
    const correction = { id: first.record, text: line.text, reason: '时间听记有误' }
    this.#show(station, station.run('correctLogEntry', correction, officer, ms + CORRECTION_MS).changes, [])
  }

  #hasWritten(mark: string, code: string): boolean {
    return this.#withheld.some((held) => held.mark === mark && held.from === code)
  }

  #station(code: string): DemoStation {
    const station = this.#stations.get(code)
    if (station === undefined) throw new Error(`no station of ${code}`)
    return station
  }

  #show(author: DemoStation, changes: readonly Change[], exceptTo: readonly string[]): void {
    for (const [code, station] of this.#stations) {
      if (station === author || exceptTo.includes(code)) continue
      for (const change of changes) station.see(change)
    }
  }
}

function runStep(station: DemoStation, id: RecordId, step: Step, ms: number): { readonly changes: readonly Change[] } {
  const officer = officerOf(station.agencyCode, 'voided' in step ? 'commander' : 'dutyOfficer')
  if ('log' in step) return station.run('addLogEntry', { incident: id, text: step.log }, officer, ms)
  if ('voided' in step) return station.run('voidIncident', { id, reason: step.voided }, officer, ms)
  if ('settle' in step) {
    const settled = { kind: 'incident', id, field: step.settle, value: step.value, reason: step.why }
    return station.run('settleConflict', settled, officer, ms)
  }
  const reason = step.why === undefined ? {} : { reason: step.why }
  if ('status' in step) {
    const owed = step.status === 'closed' ? owedOf(station, id) : []
    const decisions = owed.map((rule) => ({ rule, reason: NOT_REPORTED }))
    const unreported = owed.length === 0 ? {} : { unreported: { name: officer.displayName, decisions } }
    return station.run('changeIncidentStatus', { id, status: step.status, ...reason, ...unreported }, officer, ms)
  }
  if ('level' in step) return station.run('changeIncidentLevel', { id, level: step.level, ...reason }, officer, ms)
  if ('move' in step)
    return station.run('moveIncident', { id, position: positionOf(step.move), ...reason }, officer, ms)
  const fields: Counts | { readonly description: string } = 'counts' in step ? step.counts : { description: step.text }
  return station.run('amendIncident', { id, fields, ...reason }, officer, ms)
}

/** Rules whose clocks run: the story records no sending. */
function owedOf(station: DemoStation, id: RecordId): readonly string[] {
  const state = station.read(INCIDENT, id)
  return state === undefined ? [] : dueReports(shownFields(state), SHIPPED_CLOCK_RULES, []).map(({ rule }) => rule.id)
}

function positionOf([lon, lat]: readonly [lon: number, lat: number]): { readonly lon: number; readonly lat: number } {
  return { lon, lat }
}
