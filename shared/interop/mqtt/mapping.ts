// A gateway's mapping made ready and applied: a topic and a message become units and readings. What does not fit is named.
import type { Fault, Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { Json } from '../../base/json.ts'
import { roundDegrees } from '../../geo/coordinate-systems.ts'
import type { TrackRow } from '../../model/ambient.ts'
import { toWgs84 } from '../datum.ts'
import { readTime } from '../dispatch/time-format.ts'
import type { JsonPath } from '../mapping/json-path.ts'
import { parsePath, valuesAt } from '../mapping/json-path.ts'
import type { Measure } from '../readings/reading-book.ts'
import type { MqttSettings, PresenceRule, SensorRule, UnitRule } from '../settings/mqtt.ts'
import type { Source } from './source.ts'
import { isSaid, numberOf, parseSource, textOf } from './source.ts'
import type { Levels, TopicPattern } from './topic.ts'
import { levelNames, matchTopic, parseTopic } from './topic.ts'

/** A unit without what the gateway adds: its own id and when it was heard. */
export type MappedUnit = Pick<
  TrackRow,
  'sort' | 'name' | 'latitude' | 'longitude' | 'course' | 'speed' | 'isDistress' | 'facts'
> & { readonly unit: string; readonly atMs: number | null }

export interface Mapped {
  readonly units: readonly MappedUnit[]
  readonly measures: readonly Measure[]
  /** Units that are said to be gone. */
  readonly offline: readonly string[]
  readonly refused: readonly Fault[]
}

const MAX_ITEMS = 2_000
const MAX_ID_CHARS = 120
const METRES_PER_SECOND: Readonly<Record<UnitRule['speedUnit'], number>> = {
  kmh: 1 / 3.6,
  ms: 1,
  knots: 1_852 / 3_600,
}
/** In `auto` a number above is milliseconds, below seconds. */
const SECONDS_BELOW = 100_000_000_000

type Options = Pick<MqttSettings, 'datum' | 'timeFormat' | 'timeOffset'>

/** A rule with its topic and sources parsed. */
interface Ready<Rule> {
  readonly rule: Rule
  readonly topic: TopicPattern
  readonly items: JsonPath
  readonly from: (name: string) => Source
}

export class Mapping {
  readonly #options: Options
  readonly #units: readonly Ready<UnitRule>[]
  readonly #sensors: readonly Ready<SensorRule>[]
  readonly #presence: readonly Ready<PresenceRule>[]

  private constructor(
    options: Options,
    units: readonly Ready<UnitRule>[],
    sensors: readonly Ready<SensorRule>[],
    presence: readonly Ready<PresenceRule>[],
  ) {
    this.#options = options
    this.#units = units
    this.#sensors = sensors
    this.#presence = presence
  }

  /** Makes the rules ready; refused with the rule and what in it is not understood. */
  static of(settings: MqttSettings): Result<Mapping> {
    const units = all(settings.units.map((rule) => ready(rule, unitSources(rule), rule.items)))
    if (!units.ok) return units
    const sensors = all(settings.sensors.map((rule) => ready(rule, sensorSources(rule), rule.items)))
    if (!sensors.ok) return sensors
    const presence = all(settings.presence.map((rule) => ready(rule, [rule.id, rule.state], '$')))
    if (!presence.ok) return presence
    return ok(new Mapping(settings, units.value, sensors.value, presence.value))
  }

  /** What to subscribe to, each once. */
  get filters(): readonly string[] {
    const rules = [...this.#units, ...this.#sensors, ...this.#presence]
    return [...new Set(rules.map(({ topic }) => topic.filter))]
  }

  hears(topic: string): boolean {
    return [...this.#units, ...this.#sensors, ...this.#presence].some(
      (rule) => matchTopic(rule.topic, topic) !== undefined,
    )
  }

  /** Applies every rule that hears the topic. */
  read(topic: string, message: Json): Mapped {
    const units: MappedUnit[] = []
    const measures: Measure[] = []
    const offline: string[] = []
    const refused: Fault[] = []
    for (const { ready: rule, levels, item } of itemsOf(this.#units, topic, message, refused)) {
      const unit = this.#unit(rule, item, levels)
      if (unit.ok) units.push(unit.value)
      else refused.push(unit.fault)
    }
    for (const { ready: rule, levels, item } of itemsOf(this.#sensors, topic, message, refused)) {
      const read = this.#measures(rule, item, levels)
      if (read.ok) measures.push(...read.value)
      else refused.push(read.fault)
    }
    for (const { ready: rule, levels, item } of itemsOf(this.#presence, topic, message, refused)) {
      const id = textOf(rule.from(rule.rule.id), item, levels, MAX_ID_CHARS)
      if (id !== '' && textOf(rule.from(rule.rule.state), item, levels, 100) === rule.rule.offline) offline.push(id)
    }
    return { units, measures, offline, refused }
  }

  #unit({ rule, from }: Ready<UnitRule>, item: Json, levels: Levels): Result<MappedUnit> {
    const text = (source: string, most: number): string => textOf(from(source), item, levels, most)
    const number = (source: string): number | null => numberOf(from(source), item, levels)
    const unit = text(rule.id, MAX_ID_CHARS)
    if (unit === '') return refuse('malformed', `no unit at ${rule.id}`, { topic: rule.topic })
    const place = this.#place(number(rule.latitude), number(rule.longitude))
    if (place === null) return refuse('malformed', `${unit}: no position`, { topic: rule.topic, unit })
    const atMs = this.#time(text(rule.at, 60))
    if (atMs === undefined) return refuse('malformed', `${unit}: no time at ${rule.at}`, { topic: rule.topic, unit })
    const course = number(rule.course)
    const speed = number(rule.speed)
    const perSecond = speed === null ? null : Math.round(speed * METRES_PER_SECOND[rule.speedUnit] * 100) / 100
    const facts = rule.facts.map(({ label, from: source }) => [label, text(source, 200)] as const)
    return ok({
      unit,
      sort: rule.sort,
      name: text(rule.name, 200) || unit,
      latitude: place.lat,
      longitude: place.lon,
      course: course === null ? null : ((course % 360) + 360) % 360,
      speed: perSecond === null || perSecond < 0 || perSecond > 2_000 ? null : perSecond,
      isDistress: isSaid(from(rule.distress), item, levels),
      facts: Object.fromEntries(facts.filter(([, value]) => value !== '')),
      atMs,
    })
  }

  /** Values that are not there are left out; a message with none of them is refused. */
  #measures({ rule, from }: Ready<SensorRule>, item: Json, levels: Levels): Result<readonly Measure[]> {
    const text = (source: string, most: number): string => textOf(from(source), item, levels, most)
    const sensor = text(rule.sensor, MAX_ID_CHARS)
    if (sensor === '') return refuse('malformed', `no sensor at ${rule.sensor}`, { topic: rule.topic })
    const atMs = this.#time(text(rule.at, 60))
    if (atMs === undefined)
      return refuse('malformed', `${sensor}: no time at ${rule.at}`, { topic: rule.topic, sensor })
    const place = this.#place(numberOf(from(rule.latitude), item, levels), numberOf(from(rule.longitude), item, levels))
    const base = {
      sensor,
      name: text(rule.name, 200) || sensor,
      latitude: place?.lat ?? null,
      longitude: place?.lon ?? null,
    }
    const measures = rule.values.flatMap(({ quantity, unit, from: source, factor, offset }): Measure[] => {
      const value = numberOf(from(source), item, levels)
      const name = text(quantity, 40)
      const turned = value === null ? Number.NaN : tidy(value * factor + offset)
      return Number.isFinite(turned) && name !== '' ? [{ ...base, quantity: name, unit, value: turned, atMs }] : []
    })
    if (measures.length === 0)
      return refuse('malformed', `${sensor}: none of its values is a number`, { topic: rule.topic, sensor })
    return ok(measures)
  }

  #place(latitude: number | null, longitude: number | null): { readonly lat: number; readonly lon: number } | null {
    if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null
    const { lat, lon } = toWgs84({ lat: latitude, lon: longitude }, this.#options.datum)
    return { lat: roundDegrees(lat), lon: roundDegrees(lon) }
  }

  /** Null when no time is told; undefined when what is told is none. */
  #time(text: string): number | null | undefined {
    if (text === '') return null
    const { timeFormat, timeOffset } = this.#options
    const isNumber = /^\d{1,15}(\.\d+)?$/.test(text)
    const byItself = isNumber ? (Number(text) < SECONDS_BELOW ? 'epochSeconds' : 'epochMs') : 'iso'
    const read = readTime(text, { format: timeFormat === 'auto' ? byItself : timeFormat, offset: timeOffset })
    return read === undefined ? undefined : Date.parse(read)
  }
}

/** Every item of a message that a rule hears, with the levels of its topic. */
function* itemsOf<Rule>(
  rules: readonly Ready<Rule>[],
  topic: string,
  message: Json,
  refused: Fault[],
): Generator<{ readonly ready: Ready<Rule>; readonly levels: Levels; readonly item: Json }> {
  for (const rule of rules) {
    const levels = matchTopic(rule.topic, topic)
    if (levels === undefined) continue
    const items = valuesAt(message, rule.items, MAX_ITEMS)
    if (items.length === 0)
      refused.push({
        kind: 'malformed',
        message: `nothing at ${rule.items.text}`,
        detail: { topic: rule.topic.filter },
      })
    for (const item of items) yield { ready: rule, levels, item }
  }
}

function ready<Rule extends { readonly topic: string }>(
  rule: Rule,
  sources: readonly string[],
  items: string,
): Result<Ready<Rule>> {
  const topic = parseTopic(rule.topic)
  if (!topic.ok) return topic
  const path = parsePath(items)
  if (!path.ok) return path
  const levels = levelNames(topic.value)
  const parsed = new Map<string, Source>()
  for (const text of sources) {
    const source = parseSource(text, levels)
    if (!source.ok) return source
    parsed.set(text, source.value)
  }
  return ok({ rule, topic: topic.value, items: path.value, from: (name) => parsed.get(name) ?? { form: 'none' } })
}

function unitSources({
  id,
  name,
  latitude,
  longitude,
  course,
  speed,
  at,
  distress,
  facts,
}: UnitRule): readonly string[] {
  return [id, name, latitude, longitude, course, speed, at, distress, ...facts.map(({ from }) => from)]
}

function sensorSources({ sensor, name, latitude, longitude, at, values }: SensorRule): readonly string[] {
  return [sensor, name, latitude, longitude, at, ...values.flatMap(({ quantity, from }) => [quantity, from])]
}

function all<T>(results: readonly Result<T>[]): Result<readonly T[]> {
  const values: T[] = []
  for (const result of results) {
    if (!result.ok) return result
    values.push(result.value)
  }
  return ok(values)
}

/** Without the dust of decimal fractions: 0.1 × 3 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
