// Names of the incident's files an answer names.
import { PaperClipOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { partField, wordsElsewhere } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import { useWatch } from '../../state/use-watch.ts'

interface Props {
  readonly space: string
  /** Of the receipt. */
  readonly fields: JsonFields
}

export function AnswerFiles({ space, fields }: Props) {
  const { t } = useTranslation('directives')
  const named = partField(fields, 'answer')?.['files']
  const incident = textField(fields, 'incident')
  const files = Array.isArray(named) ? named : []
  const { rows } = useWatch('attachments', files.length === 0 || incident === null ? null : { space, incident })
  // Answered at another server: the file may not have come, or never will.
  const isElsewhere = wordsElsewhere(textField(partField(fields, 'answer') ?? {}, 'by') ?? '') !== null
  if (files.length === 0) return null
  return (
    <ul className="fs-dir-files">
      {files.map((file) => {
        const row = rows.find(({ key }) => key === file)
        return (
          <li key={String(file)}>
            <PaperClipOutlined aria-hidden /> {row?.name ?? (isElsewhere ? t('fileElsewhere') : String(file))}
          </li>
        )
      })}
    </ul>
  )
}
