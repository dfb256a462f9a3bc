// What a warning of any form (CAP, China's) says to our picture: which message it is, which earlier ones it is about, and the
// alerts it holds, ready for the command that records one.
import type { CommandInput } from '../../commands/commands.ts'
import type { AlertUse, Received } from '../../model/alert.ts'

/** Identity of a message: sender, identifier and time together (CAP 1.2, 3.2.1). China's form refers by identifier alone. */
export interface MessageName {
  /** '' in a reference that names none. */
  readonly sender: string
  readonly identifier: string
  /** null where none is said or it is no time. */
  readonly sentMs: number | null
}

export type AlertInput = Omit<CommandInput<'recordAlert'>, 'id' | 'incidents'> & { readonly received: Received }

/** One alert of a message: several stand in one when areas differ in level. */
export interface AlertItem {
  /** Tells the alerts of one message apart, the same in its updates: the category and a counter. */
  readonly slot: string
  readonly fields: AlertInput
  /** When the issuer last adjusted it, as our own messages say it. */
  readonly adjustedAt?: string | undefined
  /** When the issuer lifted or withdrew it, as our own messages say it. */
  readonly cancelled?:
    | {
        readonly how: 'lifted' | 'mistake'
        readonly at: string
        readonly by: string
        readonly reason: string
      }
    | undefined
}

export interface AlertReading {
  readonly name: MessageName
  /** system: for the network of alerts itself, a heartbeat. draft: not to be acted on. */
  readonly kind: 'alert' | 'update' | 'cancel' | 'ack' | 'error' | 'system' | 'draft'
  readonly use: AlertUse
  /** Oldest first. */
  readonly references: readonly MessageName[]
  readonly items: readonly AlertItem[]
  /** ISO; when it was sent. */
  readonly sent: string
  /** What the sender says about the message, for example why it cancels. */
  readonly note: string
  readonly odd: readonly string[]
  /** One line for people: what it is. */
  readonly line: string
}

/** A message's name as one text: equal for equal names, however the time was written. */
export function nameKey({ sender, identifier, sentMs }: MessageName): string {
  return `${identifier}\n${sender}\n${sentMs === null ? '' : String(sentMs)}`
}

/** The alerts of one message, told apart by category and counter; each says all that was odd about the message. */
export function withSlots(parts: readonly Omit<AlertItem, 'slot'>[], odd: readonly string[]): readonly AlertItem[] {
  const counters = new Map<string, number>()
  return parts.map((part) => {
    const { category } = part.fields
    const count = (counters.get(category) ?? 0) + 1
    counters.set(category, count)
    const received = { ...part.fields.received, odd: [...odd] }
    return { ...part, slot: `${category}#${String(count)}`, fields: { ...part.fields, received } }
  })
}
