// What a kind offers administrators beyond the orders all have: one question that is asked when the part is shown and again
// after every other question.
import { useEffect, useState } from 'react'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault as makeFault } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import type { GatewayOrderInput } from '../../../shared/rpc/gateway-orders.ts'
import { orderGateway } from './gateway-orders.ts'

type AskOrder = Extract<GatewayOrderInput, { readonly order: 'ask' }>

export interface Asked<Answer> {
  readonly answer: Answer | null
  readonly isBusy: boolean
  readonly fault: Fault | null
  /** Asks something else; resolves to what was told, or to undefined when it was refused. */
  readonly ask: (question: string, input: Json) => Promise<unknown>
}

/**
 * `read`: the answer as it must be, or null; the same function with every render. `since`: it is asked again when this changes.
 */
export function useAsked<Answer>(
  gateway: string,
  question: string,
  read: (told: unknown) => Answer | null,
  since = '',
): Asked<Answer> {
  const [known, setKnown] = useState<Told<Answer>>({
    answer: null,
    fault: null,
  })
  const [isBusy, setIsBusy] = useState(false)
  useEffect(() => {
    let isHere = true
    void tell(gateway, question, read).then((told) => {
      if (isHere) setKnown({ ...told, since })
    })
    return () => {
      isHere = false
    }
  }, [gateway, question, read, since])
  return {
    ...known,
    isBusy,
    async ask(other, input) {
      setIsBusy(true)
      const done = await orderGateway(askOrder(gateway, other, input))
      if (done.ok) setKnown(await tell(gateway, question, read))
      else setKnown({ ...known, fault: done.fault })
      setIsBusy(false)
      return done.ok ? (done.value.told ?? null) : undefined
    },
  }
}

interface Told<Answer> {
  readonly answer: Answer | null
  readonly fault: Fault | null
  /** How things stood when it was asked. */
  readonly since?: string
}

async function tell<Answer>(
  gateway: string,
  question: string,
  read: (told: unknown) => Answer | null,
): Promise<Told<Answer>> {
  const done = await orderGateway(askOrder(gateway, question, null))
  if (!done.ok) return { answer: null, fault: done.fault }
  const answer = read(done.value.told)
  return answer === null
    ? { answer, fault: makeFault('malformed', `the answer to ${question} does not fit`) }
    : { answer, fault: null }
}

function askOrder(gateway: string, question: string, input: Json): AskOrder {
  // The wire's type of JSON is not read-only.
  return { order: 'ask', gateway, question, input: input as AskOrder['input'] }
}
