// Inputs of which a part may be given.
import type * as z from 'zod'
import type { Json, JsonFields } from '../base/json.ts'

/** Only what was given. */
export function given(fields: { readonly [name: string]: Json | undefined }): JsonFields {
  return Object.fromEntries(Object.entries(fields).filter((one): one is [string, Json] => one[1] !== undefined))
}

type Optional<Shape extends Record<string, z.ZodType>> = { [Name in keyof Shape]: z.ZodOptional<Shape[Name]> }

/** The same fields, none of which has to be given. */
export function partial<Shape extends Record<string, z.ZodType>>(shape: Shape): Optional<Shape> {
  return Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, schema.optional()])) as Optional<Shape>
}
