// What one rule of a mapping file makes of a message: a value, nothing, or a line that says what was odd.
import type { Json } from '../../base/json.ts'
import { isJson } from '../../base/json.ts'
import type { JsonPath } from '../mapping/json-path.ts'
import { parsePath, valueAt, valuesAt } from '../mapping/json-path.ts'
import type { DispatchMapping, FieldRule, JoinRule, ListRule, PathRule } from './mapping-file.ts'
import { readTime } from './time-format.ts'

export interface RuleSource {
  readonly mapping: DispatchMapping
  readonly item: Json
  readonly body: Json
  /** Collects what was odd. */
  say(line: string): void
}

const MAX_LIST = 100
const YES = new Set(['true', '1', 'y', 'yes', '是', '有'])
const NO = new Set(['false', '0', 'n', 'no', '否', '无', ''])

/** What a rule for one value gives. */
type Scalar = string | number | boolean | null

/** The value of a field, undefined when the message says nothing of it. */
export function readRule(source: RuleSource, field: string, rule: FieldRule): Json | undefined {
  if ('value' in rule) return rule.value
  if ('list' in rule) return readList(source, field, rule)
  if ('join' in rule) return readJoin(source, field, rule)
  return readPath(source, field, rule)
}

function readJoin(source: RuleSource, field: string, rule: JoinRule): string | undefined {
  // A constant beside nothing would be a heading without a text: it stands only before what was found.
  let text = ''
  let waiting = ''
  for (const part of rule.join) {
    if ('value' in part) {
      waiting += part.value === null ? '' : String(part.value)
      continue
    }
    const found = readPath(source, field, part)
    if (found === undefined || found === null || found === '') waiting = ''
    else {
      text += `${text === '' ? '' : rule.between}${waiting}${String(found)}`
      waiting = ''
    }
  }
  return text === '' ? undefined : `${text}${waiting}`
}

function readList(source: RuleSource, field: string, rule: ListRule): readonly string[] {
  const found: string[] = []
  for (const value of valuesAt(source.item, pathOf(rule.list), MAX_LIST + 1)) {
    const text = plain(value)
    if (text === undefined) continue
    for (const part of rule.splitAt === undefined ? [text] : text.split(rule.splitAt)) {
      const looked = rule.codes === undefined ? part.trim() : lookUp(source, field, rule.codes, part.trim(), undefined)
      if (looked !== undefined && looked !== null && String(looked) !== '') found.push(String(looked).slice(0, 80))
    }
  }
  if (found.length > MAX_LIST) source.say(`${field}: only the first ${MAX_LIST} are taken`)
  return found.slice(0, MAX_LIST)
}

function readPath(source: RuleSource, field: string, rule: PathRule): Scalar | undefined {
  const value = valueAt(rule.from === 'body' ? source.body : source.item, pathOf(rule.path))
  const text = plain(value ?? null)
  if (value !== undefined && value !== null && text === undefined) {
    source.say(`${field}: ${rule.path} holds no single value`)
    return rule.default
  }
  if (text === undefined || text === '') return rule.default
  if (rule.codes !== undefined) return lookUp(source, field, rule.codes, text, rule.default)
  const read = readAs(source, rule, text)
  if (read !== undefined) return read
  source.say(`${field}: “${text.slice(0, 60)}” at ${rule.path} is no ${rule.as ?? 'text'}`)
  return rule.default
}

function lookUp(
  source: RuleSource,
  field: string,
  table: string,
  text: string,
  otherwise: Scalar | undefined,
): Scalar | undefined {
  const codes = source.mapping.codes[table] ?? {}
  if (Object.hasOwn(codes, text)) return codes[text]
  source.say(`${field}: code “${text.slice(0, 60)}” is not in the table ${table}`)
  return otherwise
}

function readAs(source: RuleSource, rule: PathRule, text: string): Scalar | undefined {
  switch (rule.as) {
    case 'number':
    case 'whole': {
      const value = /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN
      return Number.isFinite(value) && (rule.as === 'number' || Number.isInteger(value)) ? value : undefined
    }
    case 'yesNo': {
      const given = text.toLowerCase()
      return YES.has(given) ? true : NO.has(given) ? false : undefined
    }
    case 'time':
      return readTime(text, source.mapping.time)
    default:
      return text
  }
}

/** A single value as trimmed text; undefined for lists, objects and nothing. */
function plain(value: Json): string | undefined {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  // XML: an element with attributes keeps its text apart.
  if (value !== null && !Array.isArray(value) && isJson(value) && Object.hasOwn(value, '#text'))
    return plain((value as { readonly '#text': Json })['#text'])
  return undefined
}

/** The schema has read every path of a mapping once: here they hold. */
export function pathOf(text: string): JsonPath {
  const parsed = parsePath(text)
  if (!parsed.ok) throw new Error(parsed.fault.message)
  return parsed.value
}
