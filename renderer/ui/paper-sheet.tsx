import './paper-sheet.css'
// A document as it will look on paper: on the screen to read, and alone on the page when the window is printed.
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'

/** What stands on a document, in ready words. */
export interface Paper {
  readonly head: string
  readonly number: string
  readonly from: string
  readonly date: string
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly foot: readonly string[]
}

interface Props {
  readonly paper: Paper
  readonly language: 'zh-CN' | 'en'
}

/** The preview, and its copy for the printer. */
export function PaperPreview(props: Props) {
  return (
    <PaperFrame label={props.paper.head}>
      <Sheet {...props} />
    </PaperFrame>
  )
}

/** A sheet twice: to read, and for the printer. */
export function PaperFrame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      {/* Longer than the window: the keyboard scrolls it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="fs-paper-preview" aria-label={label} tabIndex={0}>
        {children}
      </section>
      {createPortal(<div className="fs-paper-print">{children}</div>, globalThis.document.body)}
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
