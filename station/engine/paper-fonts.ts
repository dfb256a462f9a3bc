// Chinese fonts of this machine for documents as PDF, best first: FangSong as official documents want it, then what has all the
// characters. None is shipped: each system has one, or its package is named when it has none.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface PaperFont {
  readonly path: string
  /** The face inside a collection (.ttc). */
  readonly face?: string
}

const WINDOWS = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'Fonts')
const SONGTI = '/System/Library/Fonts/Supplemental/Songti.ttc'
const NOTO = '/usr/share/fonts/opentype/noto'

const TEXT: readonly PaperFont[] = [
  { path: join(WINDOWS, 'simfang.ttf') },
  { path: join(WINDOWS, 'simsun.ttc'), face: 'SimSun' },
  { path: SONGTI, face: 'STSongti-SC-Regular' },
  { path: join(NOTO, 'NotoSerifCJK-Regular.ttc'), face: 'NotoSerifCJKsc-Regular' },
  { path: '/usr/share/fonts/noto-cjk/NotoSerifCJK-Regular.ttc', face: 'NotoSerifCJKsc-Regular' },
  { path: join(NOTO, 'NotoSansCJK-Regular.ttc'), face: 'NotoSansCJKsc-Regular' },
  { path: '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', face: 'NotoSansCJKsc-Regular' },
]
const HEADS: readonly PaperFont[] = [
  { path: join(WINDOWS, 'simhei.ttf') },
  { path: SONGTI, face: 'STSongti-SC-Bold' },
  { path: join(NOTO, 'NotoSerifCJK-Bold.ttc'), face: 'NotoSerifCJKsc-Bold' },
  { path: '/usr/share/fonts/noto-cjk/NotoSerifCJK-Bold.ttc', face: 'NotoSerifCJKsc-Bold' },
]

/** What text and heads are set in; undefined when this machine has no Chinese font that is known. */
export function paperFonts(): { readonly text: PaperFont; readonly head: PaperFont } | undefined {
  const here = ({ path }: PaperFont): boolean => existsSync(path)
  const text = TEXT.find(here)
  return text === undefined ? undefined : { text, head: HEADS.find(here) ?? text }
}
