// A gateway that only lends its hand to a test: what the test runs is written by it, as a linked system writes.
import * as z from 'zod'
import type { GatewayKind, GatewaySurroundings } from '../../server/gateways/gateway.ts'
import { GATEWAY_KINDS } from '../../server/gateways/kinds.ts'

export interface Scribe {
  /** Every kind of the program, and `scribe`. */
  readonly kinds: readonly GatewayKind[]
  /** What the gateway was started with; throws before. */
  here(): GatewaySurroundings
}

export function scribe(): Scribe {
  let given: GatewaySurroundings | undefined
  const kind: GatewayKind = {
    kind: 'scribe',
    settings: z.strictObject({}),
    start(surroundings) {
      given = surroundings
      return Promise.resolve({ close: () => Promise.resolve() })
    },
  }
  return {
    kinds: [...GATEWAY_KINDS, kind],
    here() {
      if (given === undefined) throw new Error('the scribe was not started')
      return given
    },
  }
}
