// Beside the icon of the view: what our agency has to sign for and the transfers it has to answer, counted by the questions of
// the inbox itself.
import { Badge } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSpaceId } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatchPart } from '../../state/use-watch.ts'
import { inboxQuestion, transfersQuestion } from './questions.ts'

export function DirectiveCount() {
  const { t } = useTranslation('directives')
  const space = useSpaceId()
  const agency = useOfficer()?.agency ?? null
  const isKnown = space !== null && agency !== null
  const unsigned = useWatchPart(
    'items',
    isKnown ? inboxQuestion(space, agency, 'unsigned', 0) : null,
    ({ meta }) => meta?.total ?? 0,
  )
  const transfers = useWatchPart(
    'items',
    isKnown ? transfersQuestion(space, agency, 0) : null,
    ({ meta }) => meta?.total ?? 0,
  )
  const count = unsigned + transfers
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
