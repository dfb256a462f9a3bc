// A mapping file: how one city's dispatch system says what message.ts means, as data. Its form and its mistakes: a file
// that does not hold is refused with the place inside it (`endpoints[2].fields.category.codes`).
import * as z from 'zod'
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import { SOURCE_KINDS } from '../../model/incident.ts'
import { DATUMS } from '../datum.ts'
import { parsePath } from '../mapping/json-path.ts'
import { VERBS, fieldsOf } from './message.ts'

export const MAPPING_FORM = 'fengsui.dispatch-mapping/1'

const name = z.string().trim().min(1).max(80)
const path = z.string().min(1).max(300)
const scalar = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()])

/** text: as it stands; number, whole: digits in a text count; yesNo: true, 1, Y, 是; time: by the file's time format. */
export const READ_AS = ['text', 'number', 'whole', 'yesNo', 'time'] as const

const pathRule = z.strictObject({
  path,
  as: z.enum(READ_AS).optional(),
  /** A table of `codes`: the value is looked up in it. */
  codes: name.optional(),
  /** Used when nothing (or an empty text) stands there, or a code is not in the table. */
  default: scalar.optional(),
  /** `body`: read from the whole body although the endpoint goes through a list. */
  from: z.enum(['item', 'body']).optional(),
})
const valueRule = z.strictObject({ value: scalar })
const listRule = z.strictObject({ list: path, codes: name.optional(), splitAt: z.string().min(1).max(4).optional() })
const joinRule = z.strictObject({
  join: z
    .array(z.union([pathRule, valueRule]))
    .min(1)
    .max(20),
  between: z.string().max(20).default(''),
})
export type PathRule = z.infer<typeof pathRule>
export type JoinRule = z.infer<typeof joinRule>
export type ListRule = z.infer<typeof listRule>

const fieldRule = z.union([pathRule, valueRule, listRule, joinRule])
export type FieldRule = z.infer<typeof fieldRule>

/** What the system wants to hear back; `{message}` and `{number}` inside texts are filled in. */
const answer = z.strictObject({
  status: z.int().min(200).max(599),
  json: z.json().optional(),
  xml: z.string().max(4_000).optional(),
})
export type MappedAnswer = z.infer<typeof answer>

const endpoint = z.strictObject({
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9._~/-]{1,120}$/, 'an address begins with / and holds letters, digits, . _ ~ - /'),
  verb: z.enum(VERBS),
  format: z.enum(['json', 'xml', 'either']),
  /** Path of a list: one message for each item. */
  each: path.optional(),
  fields: z.record(z.string().max(40), fieldRule),
  /** What is known to be there and of no use: not named as unread. */
  ignored: z.array(path).max(200).default([]),
  accepted: answer.optional(),
  refused: answer.optional(),
})
export type MappedEndpoint = z.infer<typeof endpoint>

export const dispatchMapping = z
  .strictObject({
    form: z.literal(MAPPING_FORM),
    /** For people: which system of which city. */
    name,
    /** The sender's identity: with a number it names a thing for ever, so it must not change. */
    system: z.string().regex(/^[A-Za-z0-9._-]{1,60}$/, 'letters, digits, . _ - only'),
    sourceKind: z.enum(SOURCE_KINDS),
    datum: z.enum(DATUMS),
    /** auto: what is declared, else UTF-8, else GB18030 with a line that says so. */
    encoding: z.enum(['auto', 'utf-8', 'gb18030']).default('auto'),
    time: z.strictObject({
      /** iso, epochSeconds, epochMs, or a pattern of yyyy MM dd HH mm ss SSS and other characters as they stand. */
      format: z.string().min(3).max(40),
      /** Zone of times that say none. */
      offset: z
        .string()
        .regex(/^[+-]\d{2}:\d{2}$/)
        .default('+08:00'),
    }),
    /** Header the key comes in, when it is not Authorization or X-API-Key. */
    keyHeader: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,40}$/)
      .optional(),
    codes: z.record(name, z.record(z.string().max(120), scalar)).default({}),
    endpoints: z.array(endpoint).min(1).max(40),
  })
  .superRefine((file, context) => {
    const say = (where: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path: where, message })
    }
    const seen = new Set<string>()
    for (const [index, given] of file.endpoints.entries()) {
      const at = ['endpoints', index]
      if (seen.has(given.path)) say([...at, 'path'], `${given.path} is there twice`)
      seen.add(given.path)
      for (const [where, text] of pathsOf(given)) {
        const parsed = parsePath(text)
        if (!parsed.ok) say([...at, ...where], parsed.fault.message)
      }
      const known = fieldsOf(given.verb)
      for (const [field, rule] of Object.entries(given.fields)) {
        if (!known.includes(field))
          say([...at, 'fields', field], `${given.verb} has no field ${field}; it has ${known.join(', ')}`)
        for (const table of tablesOf(rule))
          if (!Object.hasOwn(file.codes, table)) say([...at, 'fields', field, 'codes'], `there is no table ${table}`)
      }
      const hasOne = Object.hasOwn(given.fields, 'lon') !== Object.hasOwn(given.fields, 'lat')
      if (hasOne) say([...at, 'fields'], 'lon and lat come together')
    }
  })
export type DispatchMapping = z.infer<typeof dispatchMapping>

/** Reads a mapping file that was parsed as JSON; the fault's `field` is the place in it. */
export function readMapping(given: unknown): Result<DispatchMapping> {
  const parsed = dispatchMapping.safeParse(given)
  if (parsed.success) return ok(parsed.data)
  const issue = deepest(parsed.error.issues)
  return refuse('invalidInput', issue.message, { field: placeOf(issue.path) })
}

/** `endpoints[2].fields.category`: how a place in a JSON file is written for people. */
export function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('')
}

interface Said {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** A union tells only that nothing fitted; what was nearest to fitting says why. */
function deepest(issues: readonly z.core.$ZodIssue[]): Said {
  const issue = issues[0]
  if (issue === undefined) return { path: [], message: 'does not fit' }
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue
  const inner = issue.errors.map((branch) => deepest(branch)).toSorted((a, b) => weight(b) - weight(a))[0]
  return inner === undefined ? issue : { path: [...issue.path, ...inner.path], message: inner.message }
}

/** The branch that got furthest in; among equals one that does not merely miss its first member. */
function weight(said: Said): number {
  return said.path.length * 2 + (said.message.includes('nrecognized') ? 1 : 0)
}

function pathsOf(given: MappedEndpoint): readonly (readonly [readonly (string | number)[], string])[] {
  const found: (readonly [readonly (string | number)[], string])[] = []
  if (given.each !== undefined) found.push([['each'], given.each])
  for (const [index, text] of given.ignored.entries()) found.push([['ignored', index], text])
  for (const [field, rule] of Object.entries(given.fields)) {
    const at = ['fields', field]
    if ('path' in rule) found.push([[...at, 'path'], rule.path])
    if ('list' in rule) found.push([[...at, 'list'], rule.list])
    if ('join' in rule)
      for (const [index, part] of rule.join.entries())
        if ('path' in part) found.push([[...at, 'join', index, 'path'], part.path])
  }
  return found
}

function tablesOf(rule: FieldRule): readonly string[] {
  const parts = 'join' in rule ? rule.join : [rule]
  return parts.flatMap((part) => ('codes' in part && part.codes !== undefined ? [part.codes] : []))
}
