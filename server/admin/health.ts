// What those who watch over the server may ask without being a station: is it alive, and its numbers for Prometheus.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { BackupState } from '../backup/schedule.ts'
import type { CertificateEnds } from '../tls/expiry.ts'
import { daysLeft } from '../tls/expiry.ts'

/** Where the numbers come from. */
export interface HealthSources {
  readonly peers: () => number
  readonly counts: () => Readonly<Record<string, number>>
  readonly epoch: () => string
  readonly software: string
  readonly startedMs: number
  readonly isClosing: () => boolean
  /** Kind of the fault the disk answers writes with; null when it takes them. */
  readonly diskFault: () => string | null
  /** Null: another program makes the backups. */
  readonly backup: () => BackupState | null
  /** Journal archives whose files are not there. */
  readonly archivesAway: () => number
  /** Null: nothing is encrypted on the way. */
  readonly certificates: () => CertificateEnds | null
}

/** Answers GET /health, /metrics and /; everything else is 404. */
export function healthAnswers(sources: HealthSources): (request: IncomingMessage, response: ServerResponse) => void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, read: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers: [registry], collect: () => made.set(read()) })
  }
  gauge('fengsui_stations_linked', 'Stations linked now', sources.peers)
  gauge('fengsui_disk_refuses', '1 while the disk refuses to be written, or the database is away or damaged', () =>
    sources.diskFault() === null ? 0 : 1,
  )
  gauge('fengsui_archives_away', 'Journal archives whose files are not there', sources.archivesAway)
  certificateGauges(gauge, sources.certificates)
  if (sources.backup() !== null) backupGauges(gauge, sources.backup)
  const counter = (name: string, help: string, read: () => number): void => {
    const made: Counter = new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        made.reset()
        made.inc(read())
      },
    })
  }
  for (const name of Object.keys(sources.counts()))
    counter(
      `fengsui_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total`,
      `Since the start: ${name}`,
      () => sources.counts()[name] ?? 0,
    )

  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]
    const send = (status: number, type: string, body: string): void => {
      response.writeHead(status, {
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.end(body)
    }
    if (request.method !== 'GET') return send(405, 'text/plain', 'GET only\n')
    if (path === '/health' || path === '/') {
      const { software, startedMs } = sources
      const body = {
        status: sources.isClosing() ? 'closing' : (sources.diskFault() ?? 'ok'),
        software,
        epoch: sources.epoch(),
        stations: sources.peers(),
        upMs: Date.now() - startedMs,
        archivesAway: sources.archivesAway(),
        ...certificateWords(sources.certificates(), Date.now()),
        ...backupWords(sources.backup(), Date.now()),
      }
      // Whoever sends stations here must stop when it stops; a full disk still shows the picture.
      return send(sources.isClosing() ? 503 : 200, 'application/json', `${JSON.stringify(body)}\n`)
    }
    if (path === '/metrics')
      return void registry.metrics().then(
        (text) => send(200, registry.contentType, text),
        () => send(500, 'text/plain', 'no metrics\n'),
      )
    return send(404, 'text/plain', 'not here\n')
  }
}

function backupGauges(
  gauge: (name: string, help: string, read: () => number) => void,
  backup: HealthSources['backup'],
): void {
  const ageS = (of: 'last' | 'proved') => (): number => {
    const made = backup()?.[of]
    return made === null || made === undefined ? Infinity : (Date.now() - made.madeMs) / 1_000
  }
  gauge('fengsui_backup_age_seconds', 'Age of the newest backup; +Inf: there is none', ageS('last'))
  gauge(
    'fengsui_backup_proved_age_seconds',
    'Age of the newest backup that was restored and held; +Inf: there is none',
    ageS('proved'),
  )
  gauge(
    'fengsui_backup_archives_lacking',
    'Journal archives the newest backup has to do without',
    () => (backup()?.last?.lacks ?? []).length,
  )
  gauge('fengsui_backup_failed', '1 when the newest backup could not be made or did not restore', () =>
    (backup()?.problem ?? null) === null ? 0 : 1,
  )
}

/** A gauge for each certificate there is. */
function certificateGauges(
  gauge: (name: string, help: string, read: () => number) => void,
  certificates: HealthSources['certificates'],
): void {
  const days = (of: keyof CertificateEnds) => (): number => {
    const endMs = certificates()?.[of] ?? null
    return endMs === null ? Infinity : daysLeft(endMs, Date.now())
  }
  const has = (of: keyof CertificateEnds): boolean => (certificates()?.[of] ?? null) !== null
  if (has('serverMs'))
    gauge('fengsui_certificate_days_left', 'Days until the server’s certificate ends', days('serverMs'))
  if (has('clientAuthorityMs'))
    gauge(
      'fengsui_client_authority_days_left',
      'Days until the authority of stations’ certificates ends',
      days('clientAuthorityMs'),
    )
}

function certificateWords(ends: CertificateEnds | null, nowMs: number): object {
  if (ends === null) return {}
  const left = (endMs: number | null): number | null => (endMs === null ? null : daysLeft(endMs, nowMs))
  return {
    certificates: { serverDaysLeft: left(ends.serverMs), clientAuthorityDaysLeft: left(ends.clientAuthorityMs) },
  }
}

/** Said to anyone who can reach the port: no paths. */
function backupWords(state: BackupState | null, nowMs: number): object {
  if (state === null) return {}
  const { last, proved, problem } = state
  const status =
    problem === null ? (last === null ? 'none yet' : 'ok') : problem.step === 'make' ? 'not made' : 'does not restore'
  return {
    backup: {
      status,
      ageMs: last === null ? null : nowMs - last.madeMs,
      provedAgeMs: proved === null ? null : nowMs - proved.madeMs,
      archivesLacking: (last?.lacks ?? []).length,
      fault: problem?.fault.kind ?? null,
    },
  }
}
