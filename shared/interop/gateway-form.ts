// A kind's settings as fields of a form, from its zod schema: what a setup form shows, and whether what was filled in holds.
// What the form cannot show as fields (unions, free records) is one field of JSON text.
import * as z from 'zod'
import type { Json, JsonFields } from '../base/json.ts'
import { isJson } from '../base/json.ts'
import { GATEWAY_FORMS } from './gateways.ts'

/** One of several fixed values. */
export type Choice = string | number

interface Common {
  readonly name: string
  /** Its path with `_` between, which names its words. */
  readonly path: string
  /** Must be filled in: it has no default and may not be left out. */
  readonly isRequired: boolean
  /** Shown to begin with; undefined: empty. */
  readonly initial: Json | undefined
}
export type FormField = Common &
  (
    | { readonly type: 'text'; readonly isSecret: boolean; readonly isLong: boolean; readonly most: number | null }
    | {
        readonly type: 'number'
        readonly isWhole: boolean
        readonly least: number | null
        readonly most: number | null
      }
    | { readonly type: 'flag' }
    /** An agency of the directory. */
    | { readonly type: 'agency' }
    | { readonly type: 'choice'; readonly choices: readonly Choice[] }
    /** Several texts, or several of some fixed values. */
    | { readonly type: 'texts'; readonly choices: readonly Choice[] | null }
    | { readonly type: 'group'; readonly fields: readonly FormField[] }
    | { readonly type: 'list'; readonly fields: readonly FormField[] }
    | { readonly type: 'json' }
  )

/** Groups within groups are shown as JSON from this depth on. */
const DEEPEST = 2
/** A text that may be longer than this is written in several lines. */
const LONG_TEXT = 500

interface Node {
  readonly type?: unknown
  readonly enum?: unknown
  readonly const?: unknown
  readonly default?: unknown
  readonly secret?: unknown
  readonly agency?: unknown
  readonly anyOf?: unknown
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
  readonly items?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly maxLength?: unknown
}

const known = new Map<string, readonly FormField[]>()

/** The fields of a kind, in the order of its schema; none for a kind this program does not know. */
export function formFields(kind: string): readonly FormField[] {
  const form = GATEWAY_FORMS.get(kind)
  if (form === undefined) return []
  let fields = known.get(kind)
  if (fields === undefined) known.set(kind, (fields = fieldsOfSchema(form.settings)))
  return fields
}

/** The fields of a schema of settings. */
export function fieldsOfSchema(schema: z.ZodObject): readonly FormField[] {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' })
  return fieldsOf(shape, '', 0)
}

/** Every field, those inside groups and lists too: for whoever words them. */
export function everyField(fields: readonly FormField[]): readonly FormField[] {
  return fields.flatMap((field) => [field, ...('fields' in field ? everyField(field.fields) : [])])
}

/** Problems of what was filled in, by path (`host`, `topics.0.name`); null when the settings hold. */
export function settingsProblems(kind: string, settings: JsonFields): ReadonlyMap<string, string> | null {
  const form = GATEWAY_FORMS.get(kind)
  if (form === undefined) return new Map([['', kind]])
  const read = form.settings.safeParse(settings)
  if (read.success) return null
  return new Map(read.error.issues.map(({ path, message }) => [path.map(String).join('.'), message]))
}

function fieldsOf({ properties = {}, required = [] }: Node, before: string, depth: number): readonly FormField[] {
  return Object.entries(properties).map(([name, value]) => {
    const node = plain(value ?? {})
    const initial = isJson(node.default) ? node.default : undefined
    const path = `${before}${name}`
    const isRequired = required.includes(name) && initial === undefined
    return { name, path, isRequired, initial, ...kindOf(node, path, depth) } as FormField
  })
}

/**
 * What is the same for a form: `nullable` and an empty text as an alternative leave a field empty; one of several fixed
 * values is a choice.
 */
function plain(node: Node): Node {
  if (Array.isArray(node.type)) {
    const [first, ...others] = (node.type as unknown[]).filter((type) => type !== 'null')
    return others.length === 0 ? { ...node, type: first } : node
  }
  if (!Array.isArray(node.anyOf)) return node
  const { anyOf, ...others } = node
  const rest = (anyOf as Node[]).filter((one) => one.type !== 'null' && one.const !== '')
  const [only] = rest
  if (rest.length === 1 && only !== undefined) return plain({ ...others, ...only })
  const values = rest.map((one) => one.const)
  return values.every((value) => value !== undefined) ? { ...others, enum: values } : node
}

function kindOf(node: Node, path: string, depth: number) {
  const choices = choicesOf(node)
  if (choices !== null) return { type: 'choice', choices }
  switch (node.type) {
    case 'string': {
      if (node.agency === true) return { type: 'agency' }
      const most = numberOf(node.maxLength)
      return { type: 'text', isSecret: node.secret === true, isLong: (most ?? 0) > LONG_TEXT, most }
    }
    case 'number':
    case 'integer':
      return {
        type: 'number',
        isWhole: node.type === 'integer',
        least: numberOf(node.minimum),
        most: numberOf(node.maximum),
      }
    case 'boolean':
      return { type: 'flag' }
    case 'array': {
      const item = plain(node.items ?? {})
      const several = choicesOf(item)
      if (several !== null || item.type === 'string') return { type: 'texts', choices: several }
      const fields = item.type === 'object' && depth < DEEPEST ? fieldsOf(item, `${path}_`, depth + 1) : []
      return fields.length > 0 ? { type: 'list', fields } : { type: 'json' }
    }
    case 'object': {
      const fields = depth < DEEPEST ? fieldsOf(node, `${path}_`, depth + 1) : []
      return fields.length > 0 ? { type: 'group', fields } : { type: 'json' }
    }
    default:
      return { type: 'json' }
  }
}

function choicesOf({ enum: values, const: value }: Node): readonly Choice[] | null {
  const choices: readonly unknown[] = Array.isArray(values) ? values : value === undefined ? [] : [value]
  return choices.length > 0 && choices.every(isChoice) ? choices : null
}

function isChoice(value: unknown): value is Choice {
  return typeof value === 'string' || typeof value === 'number'
}

/** Bounds of an integer that come from the machine are none. */
function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null
}
