// The watch about the files of one incident: what the journal says of each, and how its bytes stand at this station.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json } from '../../shared/base/json.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { compareMarks, shownValue } from '../../shared/journal/merge.ts'
import { ATTACHMENT, cleanFileName } from '../../shared/model/attachment.ts'
import { UNKNOWN_TYPE } from '../../shared/model/file-types.ts'
import type { AttachmentRow, FileStanding } from '../../shared/rpc/rows.ts'
import type { WatchParams } from '../../shared/rpc/watches.ts'
import type { AttachmentEntry, AttachmentIndex } from './attachment-index.ts'
import type { ViewParts } from './change-views.ts'
import type { Groups } from './grouped-source.ts'
import { idOfKind } from './watch-source.ts'

/** How a file stands where nobody keeps files. */
export const NO_STANDING: FileStanding = { file: 'absent', have: 0, sending: null, sentBytes: 0, fault: null }

/** Files of an incident, oldest first. */
export function attachmentGroups(
  parts: ViewParts,
  index: AttachmentIndex,
  standing: (entry: AttachmentEntry) => FileStanding,
  params: WatchParams<'attachments'>,
): Groups<AttachmentRow> {
  const space: SpaceId = asId(params.space)
  const { store } = parts
  return {
    all: () => (store.spaces().includes(space) ? index.ofIncident(space, params.incident) : []),
    of(id) {
      const entry = index.get(space, id)
      const state = entry?.incident === params.incident ? store.read(space, ATTACHMENT, asId(id)) : undefined
      return entry === undefined || state === undefined ? [] : [rowOf(parts, entry, state, standing(entry))]
    },
    touchedBy(record) {
      const id = idOfKind(record, ATTACHMENT)
      return id === undefined ? [] : [id]
    },
    compare: (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  }
}

function rowOf(
  { names, reads }: ViewParts,
  entry: AttachmentEntry,
  state: RecordState,
  standing: FileStanding,
): AttachmentRow {
  const { id, incident, file } = entry
  // Who attached it: the author of the file's first statement, not of its voiding.
  const marks = (state.fields.get('sha256') ?? state.fields.get('incident'))?.heads.map((head) => head.mark) ?? []
  const mark = marks.toSorted(compareMarks).at(-1)
  const text = (name: string): string => textOf(shownValue(state, name))
  const voidReason = shownValue(state, 'voidReason') ?? null
  return {
    ...names.author(mark?.officer ?? '', mark?.station ?? ''),
    key: id,
    incident,
    name: cleanFileName(text('name')),
    mime: text('mime') === '' ? UNKNOWN_TYPE : text('mime'),
    bytes: file?.bytes ?? 0,
    sha256: file?.sha256 ?? '',
    note: text('note'),
    at: text('at'),
    writtenMs: mark?.ms ?? 0,
    voidReason: voidReason === null ? null : textOf(voidReason),
    state: mark === undefined ? 'saved' : reads.changeFacts(mark.id).state,
    ...standing,
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
