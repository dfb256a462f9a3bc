// Every kind of gateway this server can run. One line per kind.
import type { GatewayKind } from './gateway.ts'

export const GATEWAY_KINDS: readonly GatewayKind[] = []
