// Lines of a duty log: newest last, a correction strikes its original through and keeps it; Enter adds a line.
import { Button, Input, Tag } from 'antd'
import { useState } from 'react'
import { dateTimeText } from './time-text.ts'

/** One line as shown. */
export interface LogLine {
  readonly key: string
  readonly text: string
  readonly at: string
  readonly officerName: string
  readonly correctedBy: string | null
  readonly state: string
}

export interface LogLinesProps {
  readonly rows: readonly LogLine[]
  readonly words: { readonly add: string; readonly correct: string; readonly state: (state: string) => string }
  /** False: it was refused; the words stay in the field. */
  readonly onAdd: (text: string) => Promise<boolean>
  readonly onCorrect: (id: string, text: string) => Promise<boolean>
}

export function LogLines({ rows, words, onAdd, onCorrect }: LogLinesProps) {
  const [text, setText] = useState('')
  const [corrects, setCorrects] = useState<string | null>(null)
  const save = (): void => {
    const said = text.trim()
    if (said === '') return
    void (corrects === null ? onAdd(said) : onCorrect(corrects, said)).then((isSaved) => {
      if (!isSaved) return
      setText('')
      setCorrects(null)
    })
  }
  return (
    <>
      {rows.map((row) => (
        <div key={row.key} style={{ padding: '3px 0' }}>
          <small style={{ opacity: 0.8 }}>
            {dateTimeText(Date.parse(row.at))} · {row.officerName}
          </small>{' '}
          {row.correctedBy === null ? row.text : <del>{row.text}</del>}
          {row.state !== 'agreed' && <Tag color="gold">{words.state(row.state)}</Tag>}
          {row.correctedBy === null && (
            <Button
              size="small"
              type="text"
              onClick={() => {
                setCorrects(row.key)
                setText(row.text)
              }}
            >
              {words.correct}
            </Button>
          )}
        </div>
      ))}
      <Input
        aria-label={words.add}
        placeholder={words.add}
        value={text}
        maxLength={2_000}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={save}
      />
    </>
  )
}
