// Settings of one side of a link between two servers. One side invites, the other accepts; afterwards both are alike.
import * as z from 'zod'
import { ALERT, ALERT_LINK } from '../../model/alert.ts'
import { INCIDENT } from '../../model/incident.ts'
import { LINK_CHOICES, LINK_DIRECTIVES, LISTED_AT_FIRST, fieldName } from '../link/terms.ts'

const kinds = z.array(z.enum(LINK_CHOICES)).max(LINK_CHOICES.length)
/** An agency of the own directory, or '' for none. */
const agency = z.string().max(60).default('').meta({ agency: true })
const pemPath = z.string().max(500).default('')
const fields = z.array(fieldName).max(200)
/** A time with its zone, or '' for none. */
const time = z.union([z.literal(''), z.iso.datetime({ offset: true })]).default('')

const fieldsOfSide = z.strictObject({
  side: z.enum(['invite', 'accept']).default('invite'),
  /** inviting: where the other server reaches this one, http://… or https://… */
  address: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /**
   * SHA-256 of the certificate at the address, hexadecimal, colons allowed: what the other side will see there when inviting,
   * what to believe in place of the invitation's when accepting (it was renewed).
   */
  certificate: z
    .string()
    .regex(/^$|^(?:[0-9a-fA-F]{2}:?){32}$/)
    .default(''),
  /** accepting, paths of PEM files on this server: the authority the other server's certificate is of; '' takes the system's. */
  serverCa: pemPath,
  /** accepting: what this server shows of itself, where the other lets in only machines with a certificate. */
  clientCertificate: pemPath,
  clientKey: pemPath,
  /** accepting: the text the other side was given. */
  invitation: z.string().max(20_000).default('').meta({ secret: true }),
  give: kinds.default([INCIDENT, ALERT, ALERT_LINK]),
  take: kinds.default([INCIDENT, ALERT, ALERT_LINK]),
  /** directives: who stands for the other side here; what is issued to it goes there, theirs stands as issued by it. */
  counterpart: agency,
  /** directives: who gets those of the other side; '' is the agency the link is of. */
  desk: agency,
  /** `kind.field`: what may go beside what every record needs. */
  giveFields: fields.default([...LISTED_AT_FIRST]),
  takeFields: fields.default([...LISTED_AT_FIRST]),
  personal: z.boolean().default(false),
  sensitive: z.boolean().default(false),
  passOn: z.boolean().default(false),
  from: time,
  until: time,
})

export const linkSettings = fieldsOfSide.superRefine((settings, context) => {
  if ((settings.clientCertificate === '') !== (settings.clientKey === ''))
    context.addIssue({ code: 'custom', path: ['clientKey'], message: 'a certificate and its key go together' })
  if (!choosesDirectives(settings)) return
  const { counterpart, desk } = settings
  const problem =
    counterpart === ''
      ? 'directives need the agency that stands for the other side'
      : counterpart === desk
        ? 'the agency that gets their directives is another than the one that stands for them'
        : null
  if (problem !== null) context.addIssue({ code: 'custom', path: ['counterpart'], message: problem })
})

/** True when this side gives or takes directives. */
export function choosesDirectives({ give, take }: Pick<LinkSettings, 'give' | 'take'>): boolean {
  return give.includes(LINK_DIRECTIVES) || take.includes(LINK_DIRECTIVES)
}

export type LinkSettings = z.infer<typeof fieldsOfSide>
