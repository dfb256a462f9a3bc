// The closed tables of the local RPC and their version guard.
import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { viewFrameSchema } from '../../../shared/rpc/frames.ts'
import { METHODS, OPEN_METHODS, RPC_VERSION } from '../../../shared/rpc/methods.ts'
import { OPEN_WATCHES, WATCHES } from '../../../shared/rpc/watches.ts'

test('the RPC does not change without its version', () => {
  const shape = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
  const text = JSON.stringify([
    Object.entries(METHODS).map(([name, method]) => [name, shape(method.input)]),
    Object.entries(WATCHES).map(([name, watch]) => [name, shape(watch.params)]),
    shape(viewFrameSchema),
    OPEN_METHODS,
    OPEN_WATCHES,
  ])
  expect([RPC_VERSION, hash('sha256', text).slice(0, 16)]).toMatchSnapshot()
})
