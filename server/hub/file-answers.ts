// The answers to what a station may ask about files. Membership of the space is checked before; what a file must be is
// said by the space's journal, not by who brings it.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { AnswerOf, EventOf, RequestOf } from '../../shared/sync/protocol.ts'
import type { ServerFiles } from '../files/server-files.ts'

type FileRequest = 'askFiles' | 'putFile' | 'getFile'
type FileAnswers = {
  readonly [Name in FileRequest]: (request: RequestOf<Name>) => Promise<Result<AnswerOf<Name>>>
}

export interface FileSurroundings {
  /** Undefined where a server keeps no files (the simulation). */
  readonly files: ServerFiles | undefined
  readonly epoch: string
  /** Who asks. */
  readonly station: StationId
  readonly nowMs: () => number
  /** Reaches all who follow the space. */
  readonly tell: (event: EventOf<'file'>) => void
}

/** Answers for one peer. */
export function fileAnswers({ files, epoch, station, nowMs, tell }: FileSurroundings): FileAnswers {
  if (files === undefined) return { askFiles: keepsNone, putFile: keepsNone, getFile: keepsNone }
  return {
    async askFiles({ space, attachments }) {
      const states: AnswerOf<'askFiles'>['files'] = []
      for (const attachment of attachments) {
        const state = await files.state(asId<SpaceId>(space), attachment, station)
        if (state !== undefined) states.push({ attachment, have: state.have, whole: state.whole })
      }
      return ok({ epoch, files: states })
    },

    async putFile({ space, attachment, offset, part }) {
      const put = await files.put(asId<SpaceId>(space), attachment, offset, part, station)
      if (!put.ok) return put
      const { have, whole, isNew } = put.value
      if (isNew) tell({ space, attachment, file: 'whole' })
      return ok({ have, whole })
    },

    async getFile({ space, attachment, offset, length }) {
      const got = await files.get(asId<SpaceId>(space), attachment, offset, length)
      if (!got.ok) {
        // Whoever holds it is asked: the author may be linked, or the server may have lost it [SY-30].
        if (got.fault.kind === 'fileNotHere' && files.mayAskAround(asId<SpaceId>(space), attachment, nowMs()))
          tell({ space, attachment, file: 'wanted' })
        return got
      }
      return ok({ part: got.value.part, bytes: got.value.bytes })
    },
  }
}

async function keepsNone(): Promise<Result<never>> {
  return refuse('unknownMethod', 'this server keeps no files')
}
