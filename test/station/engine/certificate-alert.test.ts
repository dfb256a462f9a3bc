// A station's own certificate that ends soon is a station alert, told again while nobody renews it, and never for one that holds.
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { CERTIFICATE_DAYS, issueCertificate } from '../../../server/tls/certificates.ts'
import { createEngine } from '../../../station/engine/create-engine.ts'
import { nodeHost } from '../../../station/host/node-host.ts'
import { scratchFolder } from '../../support/scratch.ts'

const DAY_MS = 24 * 3_600_000
const ISSUED_MS = Date.parse('2026-01-01T00:00:00Z')

/** What a station that starts so many days before the end of its certificate tells: kind, until, count. */
async function toldAt(folder: string, daysBefore: number): Promise<readonly (readonly unknown[])[]> {
  const nowMs = (): number => ISSUED_MS + (CERTIFICATE_DAYS - daysBefore) * DAY_MS
  const logger = pino({ level: 'silent' })
  const created = await createEngine({ folder, host: nodeHost(), logger, nowMs, servers: [], stationName: '甲席' })
  if (!created.ok) throw new Error(created.fault.message)
  const engine = created.value
  const kept = (engine.store.meta('station.alerts') ?? []) as unknown as readonly {
    readonly kind: string
    readonly fault: { readonly detail: { readonly until: string } }
    readonly count: number
  }[]
  await engine.stop()
  return kept.map(({ kind, fault, count }) => [kind, fault.detail.until, count])
}

test('[SE-24] from thirty days before its end a station’s certificate is told, weekly and then daily, until another is there', async () => {
  const folder = scratchFolder()
  const issue = async (nowMs: number): Promise<void> => {
    const made = await issueCertificate(scratchFolder(), 'client', ['甲席'], nowMs)
    if (!made.ok) throw new Error(made.fault.message)
    mkdirSync(join(folder, 'tls'), { recursive: true })
    copyFileSync(made.value.certificate, join(folder, 'tls/client.pem'))
  }
  expect(await toldAt(folder, 20)).toEqual([])
  await issue(ISSUED_MS)
  const until = new Date(ISSUED_MS + CERTIFICATE_DAYS * DAY_MS).toISOString().slice(0, 10)
  expect(await toldAt(folder, 31)).toEqual([])
  expect(await toldAt(folder, 29)).toEqual([['certificate', until, 1]])
  expect(await toldAt(folder, 25)).toEqual([['certificate', until, 1]])
  expect(await toldAt(folder, 21)).toEqual([['certificate', until, 2]])
  expect(await toldAt(folder, 6)).toEqual([['certificate', until, 3]])
  expect(await toldAt(folder, 5)).toEqual([['certificate', until, 4]])
  await issue(ISSUED_MS + 390 * DAY_MS)
  expect(await toldAt(folder, -1)).toEqual([['certificate', until, 4]])
})
