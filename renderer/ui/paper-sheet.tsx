import './paper-sheet.css'
// A document as it will look on paper: on the screen to read, and alone on the page when the window is printed.
import { createPortal } from 'react-dom'
import type { PaperQuestion } from '../../shared/rpc/paper.ts'

interface Props {
  readonly paper: PaperQuestion
  readonly language: 'zh-CN' | 'en'
}

/** The preview, and its copy for the printer. */
export function PaperPreview(props: Props) {
  return (
    <>
      <div className="fs-paper-preview">
        <Sheet {...props} />
      </div>
      {createPortal(
        <div className="fs-paper-print">
          <Sheet {...props} />
        </div>,
        globalThis.document.body,
      )}
    </>
  )
}

function Sheet({ paper, language }: Props) {
  return (
    <article className="fs-paper" lang={language}>
      <h1>{paper.head}</h1>
      <p className="fs-paper-number">{paper.number}</p>
      <p className="fs-paper-from">
        <span>{paper.from}</span>
        <span>{paper.date}</span>
      </p>
      {paper.title !== '' && <h2>{paper.title}</h2>}
      {paper.paragraphs.map((text, index) => (
        // Paragraphs never change places while they are shown.
        // oxlint-disable-next-line react/no-array-index-key
        <p key={index} className="fs-paper-text">
          {text}
        </p>
      ))}
      <footer>
        {paper.foot.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </footer>
    </article>
  )
}
