// Beside the icon of the view: what our agency has to sign for and the transfers it has to answer, counted by the questions of
// the inbox itself, in every space the desk covers.
import { Badge } from 'antd'
import { useTranslation } from 'react-i18next'
import { useItemsOf } from '../../state/desk-items.ts'
import { useDeskSpaces } from '../../state/desk-spaces.ts'
import { useOfficer } from '../../state/use-status.ts'
import { inboxQuestion, transfersQuestion } from './questions.ts'

export function DirectiveCount() {
  const { t } = useTranslation('directives')
  const spaces = useDeskSpaces()
  const agency = useOfficer()?.agency ?? null
  const asked = agency === null ? [] : spaces
  const unsigned = useItemsOf(asked, (space) => inboxQuestion(space, agency ?? '', 'unsigned', 0))
  const transfers = useItemsOf(asked, (space) => transfersQuestion(space, agency ?? '', 0))
  const count = unsigned.total + transfers.total
  if (count === 0) return null
  return (
    <Badge
      className="fs-dir-count"
      size="small"
      count={count}
      overflowCount={999}
      color="#2f6fa8"
      title={t('count', { count })}
    />
  )
}
