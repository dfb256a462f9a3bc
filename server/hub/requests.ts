// The answers to what a greeted station may ask, one small function each. Membership of the space is checked before.
import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { encodeFrame, flattenChanges, pairChanges } from '../../shared/sync/frame.ts'
import { isOpenOrder, systemRowFor } from '../../shared/sync/gateway-protocol.ts'
import type { AnswerOf, EventOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import { MAX_CHANGES_PER_FRAME } from '../../shared/sync/protocol.ts'
import type { Access } from '../access/access.ts'
import type { ServerFiles } from '../files/server-files.ts'
import type { ServerLog } from '../log/server-log.ts'
import type { AmbientTell } from './ambient-tell.ts'
import { fileAnswers } from './file-answers.ts'
import type { GroupCommit } from './group-commit.ts'
import type { HubGateways } from './hub.ts'
import type { Identity, Peer } from './peer.ts'
import type { RestoreWatch } from './restore-watch.ts'

const PAGE_BYTES = 2 * 1024 * 1024
/** Below this compressing costs more than it saves. */
const COMPRESS_FROM_BYTES = 1_024

/** Makes zstd of bytes. */
export type Compress = (bytes: Uint8Array) => Promise<Uint8Array>
const zstd = promisify(zstdCompress)
/** Beside the main thread. */
export const compressAside: Compress = async (bytes) => new Uint8Array(await zstd(bytes))

export interface RequestSurroundings {
  readonly log: ServerLog
  readonly access: Access
  readonly group: GroupCommit
  readonly peer: Peer
  readonly identity: Identity
  readonly compress: Compress
  readonly restore: RestoreWatch
  readonly files: ServerFiles | undefined
  readonly gateways: HubGateways | undefined
  readonly ambient: AmbientTell
  readonly nowMs: () => number
  readonly onFile: (event: EventOf<'file'>) => void
  readonly onForks: (
    forked: readonly {
      readonly space: SpaceId
      readonly station: string
      readonly chain: number
      readonly seq: number
    }[],
  ) => void
}

type Answers = {
  readonly [Name in Exclude<RequestName, 'hello'>]: (request: RequestOf<Name>) => Promise<Result<AnswerOf<Name>>>
}

/** All answers for one peer. */
export function requestAnswers({
  log,
  access,
  group,
  peer,
  identity,
  compress,
  restore,
  files,
  gateways,
  ambient,
  nowMs,
  onFile,
  onForks,
}: RequestSurroundings): Answers {
  const spaceOf = (request: { readonly space: string }): SpaceId => asId(request.space)
  return {
    async follow(request) {
      const space = spaceOf(request)
      // From here on every commit is told; what was committed before is below `tip`.
      peer.following.add(space)
      const tip = await log.tip(space)
      const { cursor } = request
      if (cursor !== null && cursor.epoch === log.epoch && cursor.pos > tip)
        await restore.isBehind(identity.station, space, cursor.pos, tip)
      if (cursor !== null && (cursor.epoch !== log.epoch || cursor.pos > tip)) {
        restore.refills(peer)
        return ok({ epoch: log.epoch, tip, mode: 'epochUnknown' })
      }
      if (cursor !== null) peer.sound.add(space)
      return ok({ epoch: log.epoch, tip, mode: cursor !== null && cursor.pos === tip ? 'live' : 'behind' })
    },

    async pull(request) {
      if (request.epoch !== log.epoch)
        return refuse('epochUnknown', 'this server has another epoch', { epoch: log.epoch })
      const space = spaceOf(request)
      const tip = await log.tip(space)
      if (request.after > tip && (await restore.isBehind(identity.station, space, request.after, tip)))
        return refuse('epochUnknown', 'this server has another epoch', { epoch: log.epoch })
      const upTo = request.upTo ?? tip
      const limit = Math.min(Math.max(1, request.limit), MAX_CHANGES_PER_FRAME)
      const page = await log.page(space, request.after, upTo, limit, PAGE_BYTES)
      const bytes = encodeFrame({ ...page, changes: flattenChanges(page.changes), seals: [...page.seals] })
      if (bytes.length < COMPRESS_FROM_BYTES) return ok({ zstd: false, page: bytes })
      return ok({ zstd: true, page: await compress(bytes) })
    },

    async push(request) {
      const changes = pairChanges(request.changes)
      if (!changes.ok) return changes
      const space = spaceOf(request)
      const { seals } = request
      const refilling = restore.isRefilling(peer)
      const outcome = await group.push({ space, changes: changes.value, seals, broughtBy: identity.station, refilling })
      if (!outcome.ok) return outcome
      const lost = outcome.value.gaps.find(({ station }) => station === identity.station)
      // What it was told agreed under this very epoch is not here.
      if (lost !== undefined && peer.sound.has(space))
        await restore.isBehind(identity.station, space, lost.haveSeq + 1, lost.haveSeq)
      const { agreed, refused, gaps, forks } = outcome.value
      if (forks.length > 0) onForks(forks.map((fork) => ({ space, ...fork })))
      return ok({ agreed: [...agreed], refused: [...refused], gaps: [...gaps], forks: [...forks] })
    },

    async have(request) {
      const space = spaceOf(request)
      const wanted = new Set(request.tips.map(({ station, chain }) => `${station}/${chain}`))
      const tips = await log.tips(space)
      return ok({
        epoch: log.epoch,
        tip: await log.tip(space),
        tips: tips.filter(({ station, chain }) => wanted.has(`${station}/${chain}`)).map((tip) => ({ ...tip })),
      })
    },

    async openSnapshot(request) {
      const { tips, seals, ...head } = await log.openSnapshot(spaceOf(request), Date.now())
      return ok({ ...head, tips: tips.map((tip) => ({ ...tip })), seals: seals.map((seal) => ({ ...seal })) })
    },

    async snapshotPart(request) {
      const rows = await log.snapshotPart(spaceOf(request), request.snapshot, request.part)
      if (rows === undefined) return refuse('notFound', 'the snapshot is gone', { id: request.snapshot })
      return ok({ part: request.part, rows })
    },

    async history(request) {
      const page = await log.history(spaceOf(request), request.kind, asId(request.record), request.after)
      return ok({ changes: flattenChanges(page.changes), positions: [...page.positions], more: page.more })
    },

    async check(request) {
      const { pos, digest } = await log.picture(spaceOf(request))
      return ok({ epoch: log.epoch, pos, digest })
    },

    async buckets(request) {
      const { pos, buckets } = await log.buckets(spaceOf(request))
      return ok({ epoch: log.epoch, pos, buckets: [...buckets] })
    },

    async bucket(request) {
      const { pos, records } = await log.bucket(spaceOf(request), request.bucket)
      return ok({ epoch: log.epoch, pos, records: records.map(([kind, id, digest]) => [kind, id, digest]) })
    },

    signIn: (request) => access.signIn(identity.station, request),

    openIdBegin: () => access.openIdBegin(identity.station),

    openIdFinish: (request) => access.openIdFinish(identity.station, request),

    async signOut(request) {
      await access.signOut(request.token)
      return ok({})
    },

    changePassword: (request) => access.changePassword(identity.station, request),

    factor: (request) => access.factor(identity.station, request),

    admin: (request) => access.order(identity.station satisfies StationId, request),

    async ambient(request) {
      ambient.begin(peer, spaceOf(request), request.topics)
      return ok({})
    },

    async tellAmbient(request) {
      if (access.directory.stations.get(identity.station)?.only === undefined)
        return refuse('notAllowed', 'linked servers alone tell rows', { request: 'tellAmbient' })
      const told = gateways?.told(request) ?? refuse('unknownMethod', 'this server runs no gateways')
      return told.ok ? ok({}) : told
    },

    async gateways({ token, order }) {
      // Whoever is no administrator asks of gateways in the spaces they take part in alone.
      const space = isOpenOrder(order) ? gateways?.spaceOf(order.gateway) : undefined
      const isOpen = space !== undefined && access.directory.maySee(identity.station, identity.agency, space)
      const by = await access.orderer(identity.station, token, isOpen)
      if (!by.ok) return by
      if (gateways === undefined) return refuse('unknownMethod', 'this server runs no gateways')
      const done = await gateways.order(order, by.value)
      if (!done.ok || done.value.gateways === undefined) return done
      const told = done.value.gateways.map((view) => ({ ...view, row: systemRowFor(peer.protocol, view.row) }))
      return ok({ ...done.value, gateways: told })
    },

    ...fileAnswers({ files, epoch: log.epoch, station: identity.station, nowMs, tell: onFile }),
  }
}
