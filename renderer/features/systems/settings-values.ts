// Between settings as the server keeps them and values of the form: JSON fields are text in the form, what is left empty is
// left out, and a secret left empty says nothing, so that the server keeps the one it has.
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import { isJson } from '../../../shared/base/json.ts'
import type { FormField } from '../../../shared/interop/gateway-form.ts'

export type FormValues = { readonly [name: string]: unknown }

/** What the form shows to begin with: the settings, or what the schema begins with where they say nothing. */
export function toForm(fields: readonly FormField[], settings: JsonFields): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, settings[field.name] ?? field.initial)]))
}

function valueOf(field: FormField, value: Json | undefined): unknown {
  switch (field.type) {
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2)
    case 'group':
      return toForm(field.fields, isFields(value) ? value : {})
    case 'list':
      return (Array.isArray(value) ? value : []).map((one) => toForm(field.fields, isFields(one) ? one : {}))
    case 'flag':
      return value === true
    case 'texts':
      return Array.isArray(value) ? value : []
    default:
      return value ?? undefined
  }
}

export interface ReadForm {
  readonly settings: JsonFields
  /** Paths of fields that are no JSON. */
  readonly wrong: readonly string[]
}

/** The settings the form says. `kept`: secrets the server has; left empty they are sent empty. */
export function fromForm(fields: readonly FormField[], values: FormValues, kept: readonly string[]): ReadForm {
  const wrong: string[] = []
  const read = (inside: readonly FormField[], given: FormValues, before: string): JsonFields => {
    const settings: { [name: string]: Json } = {}
    for (const field of inside) {
      const path = `${before}${field.name}`
      const value = given[field.name]
      const said = saidOf(field, value, path)
      if (said !== undefined) settings[field.name] = said
      else if (field.type === 'text' && field.isSecret && kept.includes(path)) settings[field.name] = ''
    }
    return settings
  }
  const saidOf = (field: FormField, value: unknown, path: string): Json | undefined => {
    switch (field.type) {
      case 'json': {
        if (typeof value !== 'string' || value.trim() === '') return undefined
        try {
          const parsed: unknown = JSON.parse(value)
          return isJson(parsed) ? parsed : undefined
        } catch {
          wrong.push(path)
          return undefined
        }
      }
      case 'group': {
        const inside = read(field.fields, isValues(value) ? value : {}, `${path}.`)
        // A group that may be left out and says nothing is left out.
        return Object.keys(inside).length === 0 && !field.isRequired ? undefined : inside
      }
      case 'list':
        return (Array.isArray(value) ? value : []).map((one, at) =>
          read(field.fields, isValues(one) ? one : {}, `${path}.${at}.`),
        )
      case 'texts':
        return Array.isArray(value) ? (value as string[]) : []
      default:
        return value === undefined || value === null || value === '' || !isJson(value) ? undefined : value
    }
  }
  return { settings: read(fields, values, ''), wrong }
}

function isFields(value: Json | undefined): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isValues(value: unknown): value is FormValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
