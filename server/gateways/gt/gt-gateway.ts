// The gateway `gt`: China's warning form (国突, 12379) in, as files in a folder and by post, and out the same two ways. What a
// message means stands in shared/interop/gt; what it does to the picture in warnings/alert-book.ts.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { FaultError, fault, faultOf, refuse } from '../../../shared/base/fault.ts'
import type { Result } from '../../../shared/base/fault.ts'
import type { GtSettings } from '../../../shared/interop/settings/gt.ts'
import { gtSettings } from '../../../shared/interop/settings/gt.ts'
import type { Door } from '../doors.ts'
import { listenHttp } from '../doors.ts'
import type { GatewayKind, GatewaySurroundings, RunningGateway } from '../gateway.ts'
import { Poller } from '../polled/poller.ts'
import { AlertBook } from '../warnings/alert-book.ts'
import { Gate, answerFault, answerJson, bodyOf, openDoorProblem } from '../warnings/intake.ts'
import { askKept } from '../warnings/kept.ts'
import { readNames } from '../warnings/names.ts'
import { Originals } from '../warnings/originals.ts'
import { OwnAlerts } from '../warnings/own-alerts.ts'
import { GtSender } from './gt-sender.ts'
import { GtTaker } from './gt-taker.ts'
import { WatchedFolder } from './watched-folder.ts'

export const gtGateway: GatewayKind<typeof gtSettings> = {
  kind: 'gt',
  settings: gtSettings,
  start: startGt,
}

/** Faults of our own side: the message is sound and is tried again. */
const LATER = new Set([
  'linkLost',
  'busy',
  'offline',
  'timeout',
  'chainGap',
  'epochUnknown',
  'serverStopped',
  'diskFull',
  'readOnly',
  'internal',
])

async function startGt(here: GatewaySurroundings, settings: GtSettings): Promise<RunningGateway> {
  const isSending = settings.folderOut !== '' || settings.postUrl !== ''
  const wrong = settings.serves ? openDoorProblem(settings.host, settings.apiKey) : undefined
  if (wrong !== undefined) throw new FaultError(wrong)
  if (isSending && settings.senderCode === '')
    throw new FaultError(fault('invalidInput', 'a sender code is needed to send', { field: 'senderCode' }))
  const originals = await Originals.open({
    folder: join(here.folder, 'originals'),
    maxFiles: settings.keepOriginals,
    nowMs: here.nowMs,
  })
  const sender = new GtSender(here, settings, await readNames())
  const book = new AlertBook(here)
  const taker = new GtTaker({ book, originals, settings, nowMs: here.nowMs, isOwn: (id) => sender.isOwn(id) })
  const own = isSending
    ? new OwnAlerts({
        here,
        passesOn: settings.passesOn,
        isFromHere: (id) => book.isMine(id),
        tell: (alert) => Promise.resolve(sender.tell(alert)),
      })
    : undefined
  const door = settings.serves ? await openDoor(here, settings, taker) : undefined
  const poller = settings.folderIn === '' ? undefined : watch(here, settings, taker)
  void own?.catchUp().catch((error: unknown) => here.logger.warn({ err: error }, 'alerts could not be sent'))
  return {
    listens: door === undefined ? [] : [door.address],
    take: (bytes, { dryRun }) => taker.take(bytes, undefined, dryRun),
    ask: (question, input) => askKept(originals, question, input),
    ...(own === undefined
      ? {}
      : { committed: (told) => own.committed(told), send: (outgoing) => sender.send(outgoing) }),
    async close() {
      await Promise.all([door?.close(), poller?.close(), own?.close()])
    },
  }
}

function watch(here: GatewaySurroundings, settings: GtSettings, taker: GtTaker): Poller {
  const { health, logger } = here
  const { folderIn } = settings
  /** A file of this round could not be taken yet. */
  let isLate = false
  const folder = new WatchedFolder({
    folder: folderIn,
    maxBytes: settings.maxMegabytes * 1024 * 1024,
    refuse: (why, name) => health.refused(why, { name, bytes: new Uint8Array() }),
    async take(name, bytes) {
      const done = await taker.take(bytes, name, false)
      if (done.ok) return 'taken'
      if (LATER.has(done.fault.kind)) {
        isLate = true
        health.failed(done.fault, folderIn)
        return 'later'
      }
      health.refused({ ...done.fault, message: `${name}: ${done.fault.message}` }, { name, bytes })
      return 'refused'
    },
  })
  return new Poller(
    settings.everySeconds * 1000,
    async (signal) => {
      isLate = false
      try {
        const count = await folder.look(signal)
        if (count > 0) health.took(count)
        if (!isLate) health.well(folderIn)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        health.failed(fault('fileUnreadable', `${folderIn}: ${why}`, { folder: folderIn }), folderIn)
      }
    },
    logger,
  )
}

async function openDoor(here: GatewaySurroundings, settings: GtSettings, taker: GtTaker): Promise<Door> {
  const { health, logger } = here
  const gate = new Gate({ apiKey: settings.apiKey, requestsPerMinute: settings.requestsPerMinute, nowMs: here.nowMs })
  return listenHttp({ host: settings.host, port: settings.port, tls: settings.tls }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      logger.warn({ err: error }, 'a request could not be answered')
      health.failed(faultOf(error))
      answerFault(response, faultOf(error))
    })
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const from = request.socket.remoteAddress ?? ''
    const body = await admitted(request)
    if (!body.ok) {
      request.resume()
      if (body.fault.kind !== 'unknownMethod')
        health.refused({ ...body.fault, message: `${from}: ${body.fault.message}` })
      answerFault(response, body.fault)
      return
    }
    const taken = await taker.take(body.value, undefined, false)
    if (taken.ok) {
      health.took()
      answerJson(response, 200, { taken: 1, ...taken.value })
      return
    }
    const why = { ...taken.fault, message: `${from}: ${taken.fault.message}` }
    health.refused(why, { name: `posted by ${from}`, bytes: body.value })
    answerFault(response, taken.fault)
  }

  async function admitted(request: IncomingMessage): Promise<Result<Uint8Array>> {
    const passes = gate.passes(request)
    if (!passes.ok) return passes
    if (request.method !== 'POST') return refuse('unknownMethod', 'messages are posted here')
    const knows = gate.knows(request)
    return knows.ok ? bodyOf(request, settings.maxMegabytes * 1024 * 1024) : knows
  }
}
