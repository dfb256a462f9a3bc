// `npm run server -- move --from … --to …`: a server's database from a folder into PostgreSQL, or back.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { moveStore } from '../log/move.ts'
import { isPostgresUrl, shownUrl } from '../log/postgres/connection.ts'

/** Moves it; gives the lines that say what was done. */
export async function moveCommand(
  from: string | undefined,
  to: string | undefined,
  nowMs: number,
  archiveFolder: string,
): Promise<Result<readonly string[]>> {
  if (from === undefined || to === undefined)
    return refuse('invalidInput', '--from and --to: a data folder or postgres://…', { field: 'from' })
  const moved = await moveStore(from, to, nowMs, archiveFolder)
  if (!moved.ok) return moved
  const { pictures, rows } = moved.value
  return ok([
    `已迁移 Moved: ${shownUrl(from)} → ${shownUrl(to)}`,
    ...pictures.map(
      ({ space, changes, records, digest }) =>
        `${space}: 变更 changes ${changes}, 记录 records ${records}, 态势校验码 picture code ${pictureCode(digest)}`,
    ),
    `密码 passwords ${rows.verifier}, 会话 sessions ${rows.session}, 加入码 join codes ${rows.join_code}`,
    isPostgresUrl(to)
      ? '今后启动 From now on start with: --store（附件仍在数据目录 files stay in the data folder）'
      : '今后启动 From now on start with: --data（附件请从原数据目录复制 files/ copy files/ from the old data folder）',
  ])
}
