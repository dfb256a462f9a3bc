// The kinds of gateways there are, with the settings each takes: what a setup form shows and the server checks. A setting's
// words stand in renderer/i18n `gateways.<kind>.<setting>`; `.meta({ secret: true })` marks what is never told again.
import type * as z from 'zod'
import { aisSettings } from './settings/ais.ts'
import { capSettings } from './settings/cap.ts'
import { cotSettings } from './settings/cot.ts'
import { geojsonSettings } from './settings/geojson.ts'
import { gtSettings } from './settings/gt.ts'
import { jt808Settings } from './settings/jt808.ts'
import { linkSettings } from './settings/link.ts'
import { mqttSettings } from './settings/mqtt.ts'
import { ogcSettings } from './settings/ogc.ts'
import { quakeSettings } from './settings/quake.ts'
import { restSettings } from './settings/rest.ts'
import { sl651Settings } from './settings/sl651.ts'
import { stormSettings } from './settings/storm.ts'
import { webhookSettings } from './settings/webhook.ts'

/** in: writes into the picture; out: tells the picture; both. */
export interface GatewayForm {
  readonly settings: z.ZodObject
  readonly direction: 'in' | 'out' | 'both'
  /** Heard nothing for so long, it counts as silent; null when nothing regular is to be expected. A setting may say otherwise. */
  readonly silentAfterMinutes: number | null
}

export const GATEWAY_FORMS: ReadonlyMap<string, GatewayForm> = new Map<string, GatewayForm>([
  ['ais', { settings: aisSettings, direction: 'in', silentAfterMinutes: 10 }],
  ['cap', { settings: capSettings, direction: 'both', silentAfterMinutes: 30 }],
  ['cot', { settings: cotSettings, direction: 'both', silentAfterMinutes: null }],
  ['geojson', { settings: geojsonSettings, direction: 'in', silentAfterMinutes: 60 }],
  ['gt', { settings: gtSettings, direction: 'both', silentAfterMinutes: null }],
  ['link', { settings: linkSettings, direction: 'both', silentAfterMinutes: 2 }],
  ['jt808', { settings: jt808Settings, direction: 'in', silentAfterMinutes: 10 }],
  ['mqtt', { settings: mqttSettings, direction: 'in', silentAfterMinutes: 30 }],
  ['ogc', { settings: ogcSettings, direction: 'out', silentAfterMinutes: null }],
  ['quake', { settings: quakeSettings, direction: 'in', silentAfterMinutes: 60 }],
  ['sl651', { settings: sl651Settings, direction: 'in', silentAfterMinutes: 90 }],
  ['storm', { settings: stormSettings, direction: 'in', silentAfterMinutes: 180 }],
  ['rest', { settings: restSettings, direction: 'both', silentAfterMinutes: null }],
  ['webhook', { settings: webhookSettings, direction: 'out', silentAfterMinutes: null }],
])
