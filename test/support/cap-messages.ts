// CAP messages as another system would send them, for tests: written here, of nobody.
export interface CapParts {
  readonly identifier: string
  /** Minutes after the first moment of the test's story. */
  readonly minute?: number
  readonly msgType?: string
  readonly status?: string
  readonly references?: readonly { readonly identifier: string; readonly minute?: number }[]
  readonly severity?: string
  readonly event?: string
  readonly headline?: string
  readonly note?: string
  readonly expires?: string
  /** In place of the one info. */
  readonly infos?: string
}

export const CAP_SENDER = 'wx@example.org'
const START_MS = Date.parse('2026-11-26T00:00:00Z')

export function capSent(minute = 0): string {
  return new Date(START_MS + minute * 60_000).toISOString().replace('.000Z', '-00:00')
}

export function capInfo({
  severity = 'Severe',
  event = 'Gale',
  headline = 'Gale warning',
  expires,
}: Partial<CapParts> = {}): string {
  return `<info><language>en</language><category>Met</category><event>${event}</event><urgency>Expected</urgency><severity>${severity}</severity><certainty>Likely</certainty><expires>${expires ?? '2099-01-01T00:00:00-00:00'}</expires><headline>${headline}</headline><description>Gales.</description><instruction>Stay in.</instruction><area><areaDesc>Coast</areaDesc><polygon>26,119 26,120 27,120 26,119</polygon></area></info>`
}

/** A sound CAP 1.2 message unless a part says otherwise. */
export function capMessage(parts: CapParts): string {
  const { identifier, minute, msgType = 'Alert', status = 'Actual', references = [], note, infos } = parts
  const said = references.map((one) => `${CAP_SENDER},${one.identifier},${capSent(one.minute)}`).join(' ')
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${identifier}</identifier><sender>${CAP_SENDER}</sender><sent>${capSent(minute)}</sent><status>${status}</status><msgType>${msgType}</msgType><scope>Public</scope>${note === undefined ? '' : `<note>${note}</note>`}${said === '' ? '' : `<references>${said}</references>`}${infos ?? capInfo(parts)}</alert>`
}
