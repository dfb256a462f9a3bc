// The gateway `mqtt`: subscribes to the topics of its mapping at a broker, over TCP or TLS, by MQTT 3.1.1 or 5. The library
// connects again by itself; how the line is goes to the health line.
import { readFileSync } from 'node:fs'
import { connect } from 'mqtt'
import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt'
import { FaultError, fault } from '../../../shared/base/fault.ts'
import { Mapping } from '../../../shared/interop/mqtt/mapping.ts'
import type { MqttSettings } from '../../../shared/interop/settings/mqtt.ts'
import { mqttSettings } from '../../../shared/interop/settings/mqtt.ts'
import { Pace } from '../field/pace.ts'
import { keepSwept } from '../field/track-sweep.ts'
import type { GatewayKind, GatewaySurroundings } from '../gateway.ts'
import { MqttIntake } from './intake.ts'

const AGAIN_MS = 2_000
const CONNECT_LIMIT_MS = 15_000
const KEEP_ALIVE_SECONDS = 30
/** How long a broker that knows version 5 keeps what comes while the line is cut. */
const SESSION_SECONDS = 3_600
const KILOBYTE = 1_024
/** Room for topic and properties around a message. */
const OVERHEAD_BYTES = 4 * KILOBYTE

export const mqttGateway: GatewayKind<typeof mqttSettings> = {
  kind: 'mqtt',
  settings: mqttSettings,
  start(here, settings) {
    const mapping = Mapping.of(settings)
    if (!mapping.ok) return Promise.reject(new FaultError(mapping.fault))
    const intake = new MqttIntake(here, settings, mapping.value)
    const client = openClient(here, settings, mapping.value.filters, intake)
    const stopSweeping = keepSwept(() => intake.sweep())
    return Promise.resolve({
      async take(bytes, { dryRun, name }) {
        const { topic, payload } = messageOf(bytes, name, mapping.value)
        const read = intake.try(topic, payload)
        if (read.ok && !dryRun) {
          intake.take(topic, payload, false)
          await intake.settled()
        }
        return read
      },
      async close() {
        stopSweeping()
        await closeClient(client, settings)
        await intake.close()
      },
    })
  },
}

function openClient(
  here: GatewaySurroundings,
  settings: MqttSettings,
  filters: readonly string[],
  intake: MqttIntake,
): MqttClient {
  const { health } = here
  const { host, port, statusTopic, maxPerSecond } = settings
  const qos = qosOf(settings)
  const client = connect(optionsOf(here, settings))
  const pace = new Pace(maxPerSecond)
  const broker = `${host}:${port}`
  let isDown = false
  client.on('connect', () => {
    isDown = false
    health.peers(1)
    health.well(broker)
    if (statusTopic !== '') client.publish(statusTopic, 'online', { qos, retain: true })
    // One by one: a topic that may not be heard is named, and the others are heard.
    for (const filter of filters)
      client.subscribe(filter, { qos }, (error, granted) => {
        if (error !== null || granted?.some((one) => one.qos >= 128) === true)
          health.failed(fault('notAllowed', `the broker does not let it hear ${filter}`, { topic: filter }), filter)
        else health.well(filter)
      })
  })
  const failed = (why: string): void => {
    health.peers(0)
    health.failed(fault('linkLost', `${broker}: ${why}`, { host, port }), broker)
  }
  client.on('error', (error) => {
    isDown = true
    failed(error.message)
  })
  client.on('close', () => {
    // An error before it said more.
    if (!isDown && !client.disconnecting) failed('the broker hung up')
    isDown = true
  })
  // Messages one by one, and no faster than the pace: what is beyond waits at the broker.
  client.handleMessage = (packet: IPublishPacket, done) => {
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    try {
      intake.take(packet.topic, new Uint8Array(payload), packet.retain)
    } catch (error) {
      health.failed(fault('internal', `a message of ${packet.topic} could not be taken: ${String(error)}`))
      here.logger.error({ err: error, topic: packet.topic }, 'a message could not be taken')
    }
    const waitMs = pace.take(1, here.nowMs())
    if (waitMs === 0) done()
    else setTimeout(done, waitMs)
  }
  return client
}

function optionsOf(here: GatewaySurroundings, settings: MqttSettings): IClientOptions {
  const { host, port, usesTls, version, username, password, clientId, keepsSession, statusTopic } = settings
  const qos = qosOf(settings)
  const isFive = version === 'mqtt5'
  const read = (path: string): Buffer => {
    try {
      return readFileSync(path)
    } catch (error) {
      throw new FaultError(fault('fileUnreadable', `${path} cannot be read: ${(error as Error).message}`, { path }))
    }
  }
  const { authorityFile, certificateFile, keyFile, maxKilobytes } = settings
  return {
    ...{ host, port, protocol: usesTls ? 'mqtts' : 'mqtt', protocolVersion: isFive ? 5 : 4 },
    ...{ reconnectPeriod: AGAIN_MS, connectTimeout: CONNECT_LIMIT_MS, keepalive: KEEP_ALIVE_SECONDS },
    reconnectOnConnackError: true,
    clientId: clientId === '' ? `fengsui-${here.id.toLowerCase()}` : clientId,
    clean: !keepsSession,
    ...(username === '' ? {} : { username, password }),
    ...(statusTopic === '' ? {} : { will: { topic: statusTopic, payload: Buffer.from('offline'), qos, retain: true } }),
    ...(isFive
      ? {
          properties: {
            ...(keepsSession ? { sessionExpiryInterval: SESSION_SECONDS } : {}),
            maximumPacketSize: maxKilobytes * KILOBYTE + OVERHEAD_BYTES,
          },
        }
      : {}),
    ...(usesTls
      ? {
          rejectUnauthorized: true,
          ...(authorityFile === '' ? {} : { ca: read(authorityFile) }),
          ...(certificateFile === '' ? {} : { cert: read(certificateFile) }),
          ...(keyFile === '' ? {} : { key: read(keyFile) }),
        }
      : {}),
  }
}

function qosOf({ qos }: MqttSettings): 0 | 1 {
  return qos === 0 ? 0 : 1
}

async function closeClient(client: MqttClient, settings: MqttSettings): Promise<void> {
  const { statusTopic } = settings
  const qos = qosOf(settings)
  // A connection that ends in order does not send its last will.
  if (statusTopic !== '' && client.connected)
    await client.publishAsync(statusTopic, 'offline', { qos, retain: true }).catch(() => undefined)
  await client.endAsync(true)
}

/** A message given by hand: its name is the topic, or it stands before the first blank, as `mosquitto_sub -v` writes it. */
function messageOf(
  bytes: Uint8Array,
  name: string,
  mapping: Mapping,
): { readonly topic: string; readonly payload: Uint8Array } {
  if (mapping.hears(name)) return { topic: name, payload: bytes }
  const end = bytes.findIndex((byte) => byte === 0x20 || byte === 0x0a || byte === 0x09)
  const topic = new TextDecoder().decode(bytes.subarray(0, end < 0 ? 0 : Math.min(end, 500))).trim()
  return mapping.hears(topic) ? { topic, payload: bytes.subarray(end + 1) } : { topic: name, payload: bytes }
}
