// The gateway `cap`: alerts of the Common Alerting Protocol in, from feeds and by post; our own alerts out, as a feed of signed
// documents. What a message means stands in shared/interop/cap; what it does to the picture in warnings/alert-book.ts.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FaultError, fault, ok } from '../../../shared/base/fault.ts'
import type { Result } from '../../../shared/base/fault.ts'
import type { CapMessage } from '../../../shared/interop/cap/cap-model.ts'
import { OWN, OWN_CODE, parameterOf, readOrigin } from '../../../shared/interop/cap/own-words.ts'
import type { CapSettings } from '../../../shared/interop/settings/cap.ts'
import { capSettings } from '../../../shared/interop/settings/cap.ts'
import { ALERT } from '../../../shared/model/alert.ts'
import { signingKey } from '../../tls/signing-certificate.ts'
import type { GatewayKind, GatewaySurroundings, Reading, RunningGateway } from '../gateway.ts'
import { Poller } from '../polled/poller.ts'
import { AlertBook } from '../warnings/alert-book.ts'
import { openDoorProblem } from '../warnings/intake.ts'
import { askKept } from '../warnings/kept.ts'
import { Originals } from '../warnings/originals.ts'
import { openCapDoor } from './cap-door.ts'
import { CapTaker } from './cap-taker.ts'
import { ownAlerts } from './cap-writer.ts'
import { FeedPoller } from './feed-poller.ts'
import { Published } from './published.ts'

export const capGateway: GatewayKind<typeof capSettings> = {
  kind: 'cap',
  settings: capSettings,
  start: startCap,
}

async function startCap(here: GatewaySurroundings, settings: CapSettings): Promise<RunningGateway> {
  const open = settings.serves ? openDoorProblem(settings.host, settings.apiKey) : undefined
  if (open !== undefined) throw new FaultError(open)
  const originals = await Originals.open({
    folder: join(here.folder, 'originals'),
    maxFiles: settings.keepOriginals,
    nowMs: here.nowMs,
  })
  const pinned = await Promise.all(settings.certificates.map(certificateIn))
  const taker = new CapTaker({
    ...{ book: new AlertBook(here), originals, pinned, settings, nowMs: here.nowMs },
    isOwn: (message) => isOurs(here, message),
  })
  const isPublishing = settings.serves && settings.publishes
  const key = isPublishing && settings.signs ? await signingKey(here.folder, here.name, here.nowMs()) : undefined
  const published = isPublishing ? await Published.open(join(here.folder, 'published')) : undefined
  const own = published === undefined ? undefined : await ownAlerts(here, settings, published, originals, key)
  const door = settings.serves
    ? await openCapDoor({ here, settings, taker, originals, published, certificate: key?.certificate ?? '' })
    : undefined
  const pollers = settings.feeds.map((url) => {
    const feed = new FeedPoller(here, url, settings, taker)
    return new Poller(settings.everyMinutes * 60_000, (signal) => feed.poll(signal), here.logger)
  })
  void own
    ?.catchUp()
    .catch((error: unknown) => here.logger.warn({ err: error }, 'the feed could not be brought up to date'))
  return {
    listens: door === undefined ? [] : [door.address],
    take: (bytes, how) => takeByHand(taker, bytes, how),
    ask: (question, input) => askKept(originals, question, input),
    ...(own === undefined ? {} : { committed: (told) => own.committed(told) }),
    async close() {
      await Promise.all([door?.close(), ...pollers.map((poller) => poller.close()), own?.close()])
    },
  }
}

/** True for a message about an alert of this space that was not received: it, or the first one about it, carries its id. */
async function isOurs({ picture }: Pick<GatewaySurroundings, 'picture'>, message: CapMessage): Promise<boolean> {
  if (!message.codes.includes(OWN_CODE)) return false
  const origin = readOrigin(parameterOf(message.infos[0]?.parameters ?? [], OWN.origin))
  for (const identifier of [message.identifier, origin?.identifier ?? '']) {
    const fields = await picture.record(ALERT, identifier.replace(/\.\d+$/, ''))
    if (fields !== undefined && fields['received'] === undefined) return true
  }
  return false
}

/** For the test order and replays: a document of one bad alert is refused as a whole. */
async function takeByHand(
  taker: CapTaker,
  bytes: Uint8Array,
  how: { readonly dryRun: boolean; readonly name: string },
): Promise<Result<Reading>> {
  const taken = await taker.take(bytes, how.name, how.dryRun)
  if (!taken.ok) return taken
  const { count, lines, odd, refused, links } = taken.value
  const [first] = refused
  if (count === 0 && links.length === 0 && first !== undefined) return { ok: false, fault: first.fault }
  return ok({
    lines: [...lines, ...links.map(({ title, link }) => `leads to ${link ?? ''} ${title}`)],
    odd: [...odd, ...refused.map((one) => one.fault.message)],
  })
}

async function certificateIn(path: string): Promise<X509Certificate> {
  try {
    return new X509Certificate(await readFile(path))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new FaultError(fault('fileUnreadable', `no certificate can be read from ${path}: ${why}`, { path }))
  }
}
