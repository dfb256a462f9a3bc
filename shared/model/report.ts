// Reports up the chain (信息报送): 初报, 续报 and 终报 of an incident as one series, and their deliveries with proof. What is
// signed is written once; how a report was sent and confirmed stands in records of its own, one for each receiver.
// Forms and flow: domain.md 3.5 to 3.7.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { partField } from './directive.ts'
import { textField } from './fields.ts'
import { IMPORTED, importedSources } from './imported.ts'
import { timeSchema } from './incident.ts'

export const REPORT = 'report'
export const DELIVERY = 'delivery'

/** 初报, 续报, 终报. */
export const REPORT_TYPES = ['initial', 'followUp', 'final'] as const
export type ReportType = (typeof REPORT_TYPES)[number]

/** 起草, 送审, 退回, 已签发, 作废; 收到 from a linked server. Sent and confirmed are its deliveries' matter. */
export const REPORT_STATES = ['draft', 'review', 'returned', 'signed', 'void', 'received'] as const
export type ReportState = (typeof REPORT_STATES)[number]

/** 电话, 书面, 系统. */
export const DELIVERY_CHANNELS = ['telephone', 'writing', 'system'] as const
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number]

const id = z.string().min(1).max(60)
const line = (max: number) => z.string().trim().max(max)

/** What was signed, once and for all. */
export const signedSchema = z.strictObject({
  title: line(200).min(1),
  text: line(20_000).min(1),
  /** The incident's values as they stood: what a follow-up is compared with. */
  facts: z.record(z.string(), z.json()),
  signer: id,
  at: timeSchema,
})

export const reportFields = {
  incident: id,
  type: z.enum(REPORT_TYPES),
  /** 续报一 is 1; 0 for the others. */
  ordinal: z.int().min(0).max(999),
  /** Agency whose report it is. */
  agency: id,
  title: line(200),
  text: line(20_000),
  /** 报送: whom it is addressed to, agencies and offices in words; chosen while it is written. */
  to: z.array(line(120).min(1)).max(40),
  /** 抄送: agencies and offices in words. */
  copyTo: z.array(line(120).min(1)).max(40),
  /** 编辑 and 联系电话 of the document. */
  editor: line(80),
  telephone: line(40),
  writtenAt: timeSchema,
  step: z.enum(['draft', 'review', 'returned', 'void']),
  /** Why it was returned or voided. */
  stepReason: line(500).nullable(),
  signed: signedSchema,
  /** 第YYYY-N期, given when it is signed: YYYY-N. Two reports with one number are doubtful and shown as such. */
  number: z.string().regex(/^\d{4}-\d{1,4}$/),
} as const

export const deliveryFields = {
  report: id,
  incident: id,
  sent: z.strictObject({
    channel: z.enum(DELIVERY_CHANNELS),
    /** Agency or office it went to, in words. */
    to: line(120).min(1),
    /** The agency of the directory it went to through this system; it signs for it by itself. Absent where it went out of it. */
    agency: id.optional(),
    /** Who took it there. */
    takenBy: line(80),
    at: timeSchema,
    /** The rule whose clock it stops, and why it was late where it was. */
    rule: line(80).nullable(),
    lateReason: line(500).nullable(),
  }),
  /** Words of the officer who sent it. */
  note: line(500),
  /** The sender was told that it is there: by whom, how. */
  confirmed: z.strictObject({ by: line(80).min(1), at: timeSchema, how: z.enum(DELIVERY_CHANNELS) }),
  /** 签收: an officer of the agency it went to through this system has it. */
  received: z.strictObject({ by: id, at: timeSchema }),
} as const

/** Who signed a report of another server: an id of that server's directory would say nothing here. */
export const SIGNED_ELSEWHERE = '-'

/** True for a report signed at another server and taken over a link: no part of the series written here. */
export function isReceivedReport(fields: JsonFields): boolean {
  return importedSources(fields[IMPORTED]).has('signed')
}

/** Where a report stands. */
export function reportState(fields: JsonFields): ReportState {
  const step = fields['step']
  if (isReceivedReport(fields)) return 'received'
  if (step === 'void') return 'void'
  if (fields['signed'] !== undefined && fields['signed'] !== null) return 'signed'
  return step === 'review' || step === 'returned' ? step : 'draft'
}

/** Whom a report is addressed to, in words. */
export function addresseesOf({ to }: JsonFields): readonly string[] {
  return Array.isArray(to) ? to.filter((one) => typeof one === 'string') : []
}

/** Sent and taken, or confirmed besides: the sender was told so, or the agency it went to signed for it. */
export function deliveryState(fields: JsonFields): 'sent' | 'confirmed' {
  return (fields['confirmed'] ?? fields['received'] ?? null) === null ? 'sent' : 'confirmed'
}

/** The agency a delivery went to through this system; null where it went by another way. */
export function deliveredTo(fields: JsonFields): string | null {
  const sent = partField(fields, 'sent')
  return sent === null ? null : textField(sent, 'agency')
}

const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const

/** An ordinal as documents write it: 一, 十二, 二十. 1 to 99; beyond, in figures. */
export function chineseOrdinal(ordinal: number): string {
  if (!Number.isInteger(ordinal) || ordinal < 1 || ordinal > 99) return String(ordinal)
  const [tens, ones] = [Math.floor(ordinal / 10), ordinal % 10]
  const head = tens === 0 ? '' : tens === 1 ? '十' : `${DIGITS[tens] ?? ''}十`
  return head + (ones === 0 && tens > 0 ? '' : (DIGITS[ones] ?? ''))
}

/** Next number of an agency's year: one more than the greatest it knows, 1 when it knows none. */
export function nextReportNumber(year: number, known: Iterable<string>): string {
  let last = 0
  for (const number of known) {
    const [of, count] = number.split('-')
    if (Number(of) === year) last = Math.max(last, Number(count) || 0)
  }
  return `${year}-${last + 1}`
}
