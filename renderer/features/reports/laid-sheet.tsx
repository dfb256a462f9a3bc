// A document as its template lays it out: on the screen to read, and alone on the page when the window is printed.
import type { CSSProperties } from 'react'
import type { LaidBlock, LaidPaper, LaidRun } from '../../../shared/rpc/paper.ts'
import { PaperFrame } from '../../ui/paper-sheet.tsx'

interface Props {
  readonly paper: LaidPaper
  readonly label: string
}

export function LaidPreview({ paper, label }: Props) {
  const { topPt, rightPt, bottomPt, leftPt } = paper.page
  const margins = `${topPt}pt ${rightPt}pt ${bottomPt}pt ${leftPt}pt`
  return (
    <PaperFrame label={label}>
      {/* Printed, the printer leaves the margins; on the screen the sheet does. */}
      <style>{`@page { margin: ${margins} }`}</style>
      <article
        className="fs-paper fs-paper-laid"
        lang="zh-CN"
        style={{ width: `${paper.page.widthPt}pt`, padding: margins }}
      >
        {paper.blocks.map((block, at) => (
          // Blocks never change places while they are shown.
          // oxlint-disable-next-line react/no-array-index-key
          <Block key={at} block={block} />
        ))}
      </article>
    </PaperFrame>
  )
}

function Block({ block }: { readonly block: LaidBlock }) {
  const { runs, right } = block
  return (
    <div className={right.length > 0 ? 'fs-paper-ends' : undefined} style={styleOf(block)}>
      <span>
        <Runs runs={runs} />
        {runs.every(({ text }) => text === '') && '\u00A0'}
      </span>
      {right.length > 0 && (
        <span>
          <Runs runs={right} />
        </span>
      )}
    </div>
  )
}

function Runs({ runs }: { readonly runs: readonly LaidRun[] }) {
  return runs.map(({ text, sizePt, isBold, colour, face }, at) => (
    <span
      // Nor do runs.
      // oxlint-disable-next-line react/no-array-index-key
      key={at}
      data-face={face}
      style={{ fontSize: `${sizePt}pt`, fontWeight: isBold ? 700 : 400, color: `#${colour}` }}
    >
      {text}
    </span>
  ))
}

/** What browsers leave between lines of Chinese letters where nothing is said. */
const NORMAL_LINE = 1.3

function styleOf(block: LaidBlock): CSSProperties {
  const { align, firstPt, leftPt, beforePt, afterPt, linePt, lineFactor, above, below, isOnNewPage } = block
  const edge = (line: LaidBlock['above']): string | undefined =>
    line === null ? undefined : `${Math.max(0.5, line.widthPt)}pt solid #${line.colour}`
  return {
    textAlign: align === 'both' ? 'justify' : align,
    textIndent: `${firstPt}pt`,
    paddingInlineStart: `${leftPt}pt`,
    marginBlock: `${beforePt}pt ${afterPt}pt`,
    lineHeight: linePt === null ? lineFactor * NORMAL_LINE : `${linePt}pt`,
    borderBlockStart: edge(above),
    borderBlockEnd: edge(below),
    breakBefore: isOnNewPage ? 'page' : 'auto',
  }
}
