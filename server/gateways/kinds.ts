import { aisGateway } from './ais/ais-gateway.ts'
// Every kind of gateway this server can run. One line per kind.
import { capGateway } from './cap/cap-gateway.ts'
import { cotGateway } from './cot/cot-gateway.ts'
import type { GatewayKind } from './gateway.ts'
import { geojsonGateway } from './geojson/geojson-gateway.ts'
import { gtGateway } from './gt/gt-gateway.ts'
import { jt808Gateway } from './jt808/jt808-gateway.ts'
import { linkGateway } from './link/link-gateway.ts'
import { mqttGateway } from './mqtt/mqtt-gateway.ts'
import { ogcGateway } from './ogc/ogc-gateway.ts'
import { quakeGateway } from './quake/quake-gateway.ts'
import { restGateway } from './rest/rest-gateway.ts'
import { sl651Gateway } from './sl651/sl651-gateway.ts'
import { stormGateway } from './storm/storm-gateway.ts'
import { webhookGateway } from './webhook/webhook-gateway.ts'

export const GATEWAY_KINDS: readonly GatewayKind[] = [
  aisGateway,
  capGateway,
  cotGateway,
  gtGateway,
  geojsonGateway,
  jt808Gateway,
  linkGateway(),
  mqttGateway,
  ogcGateway,
  quakeGateway,
  sl651Gateway,
  stormGateway,
  restGateway,
  webhookGateway,
]
