// What the method `archive` does at this station: writes the bundle where packs lie, to be read in parts by `exportBytes`.
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import { shownValue } from '../../../shared/journal/merge.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { ArchiveQuestion, ArchiveReport } from '../../../shared/rpc/finding.ts'
import { orFault } from '../../files/folder-disk.ts'
import type { StationFiles } from '../../files/station-files.ts'
import type { BundleParts } from './write-bundle.ts'
import { writeBundle } from './write-bundle.ts'

export async function archiveIncident(
  parts: BundleParts,
  files: StationFiles,
  folder: string,
  question: ArchiveQuestion,
): Promise<Result<ArchiveReport>> {
  const pack = randomBytes(16).toString('hex')
  const path = join(folder, 'files', files.packs.pathOf(pack) ?? 'packs/none')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const written = await orFault(() => writeBundle(parts, question, path))
  if (!written.ok) return written
  const state = parts.store.read(asId(question.space), INCIDENT, asId(question.incident))
  const number = state === undefined ? undefined : shownValue(state, 'number')
  const name = `${typeof number === 'string' ? number : question.incident}.zip`.replaceAll(/[^\w.-]/g, '_')
  return ok({ name, pack, ...written.value })
}
