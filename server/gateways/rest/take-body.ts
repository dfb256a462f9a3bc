// A body that came to an address of a mapping file, read and carried out message by message. One bad message of a list stops
// no other: since everything that comes twice stays one thing, the sender may send the whole list again.
import type { Fault } from '../../../shared/base/fault.ts'
import type { DispatchMapping, MappedEndpoint } from '../../../shared/interop/dispatch/mapping-file.ts'
import type { DispatchMessage } from '../../../shared/interop/dispatch/message.ts'
import type { Sender } from '../../../shared/interop/dispatch/plan.ts'
import { numbersOf } from '../../../shared/interop/dispatch/plan.ts'
import { readMessages } from '../../../shared/interop/dispatch/read-message.ts'
import type { Carried, Carrier } from './run-message.ts'
import { carry } from './run-message.ts'

export interface TakenItem {
  readonly message: DispatchMessage | undefined
  readonly carried: Carried | undefined
  readonly fault: Fault | undefined
  readonly odd: readonly string[]
}

export interface Taken {
  readonly items: readonly TakenItem[]
  readonly odd: readonly string[]
  /** Of the body, or of the first message that was refused, named with its place in the list. */
  readonly fault: Fault | undefined
  /** The number of the first message, for the answer. */
  readonly number: string
}

export interface TakeHow {
  readonly sender: Sender
  readonly isDryRun: boolean
  readonly charset?: string | undefined
}

/** Reads a body and writes what it means, or with `isDryRun` only says so. */
export async function takeBody(
  carrier: Carrier,
  mapping: DispatchMapping,
  endpoint: MappedEndpoint,
  bytes: Uint8Array,
  { sender, isDryRun, charset }: TakeHow,
): Promise<Taken> {
  const read = readMessages(mapping, endpoint, bytes, charset)
  if (!read.ok) return { items: [], odd: [], fault: read.fault, number: '' }
  const items: TakenItem[] = []
  for (const { message, fault, odd } of read.value.items) {
    const done = message === undefined ? undefined : await carry(carrier, message, sender, isDryRun)
    items.push({
      message,
      carried: done?.ok === true ? done.value : undefined,
      fault: done?.ok === false ? done.fault : fault,
      odd: [...odd, ...(done?.ok === true ? done.value.odd : [])],
    })
  }
  const numbers = items[0]?.message === undefined ? {} : numbersOf(items[0].message)
  return { items, odd: read.value.odd, fault: firstFault(items), number: numbers.incident ?? numbers.call ?? '' }
}

function firstFault(items: readonly TakenItem[]): Fault | undefined {
  const index = items.findIndex(({ fault }) => fault !== undefined)
  const found = items[index]?.fault
  if (found === undefined || items.length === 1) return found
  const field = found.detail?.['field']
  return { ...found, detail: { ...found.detail, field: `[${index}]${typeof field === 'string' ? `.${field}` : ''}` } }
}
