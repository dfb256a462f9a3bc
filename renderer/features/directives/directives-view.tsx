import './directives.css'
// The view of directives: on the left what came in, what went out, what is supervised and what is missing; on the right the
// one that is open, or the form. Everything by keyboard: ↑↓ in a list, Enter opens, Esc goes back to the list.
import { Button, Empty, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDeskSpaces } from '../../state/desk-spaces.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { isInOpenList, useKeys } from '../../ui/use-keys.ts'
import { ComposeForm } from './compose-form.tsx'
import { DirectiveDetail } from './directive-detail.tsx'
import { TABS, openDirective, openTab, useOpenDirective, write } from './directive-store.ts'
import { Inbox } from './inbox.tsx'
import { MissingList } from './missing-list.tsx'
import { Outbox } from './outbox.tsx'
import { useWhyNot } from './use-desk.ts'

export function DirectivesView() {
  const { t } = useTranslation('directives')
  const space = useSpaceId()
  const spaces = useDeskSpaces()
  const agency = useOfficer()?.agency ?? null
  const { tab, directive, writing } = useOpenDirective()
  const whyNot = useWhyNot('directive.issue')
  const part = useKeys<HTMLDivElement>((event) => stepInList(event) || backToList(event))
  if (space === null || agency === null) return null
  return (
    <div className="fs-dir" ref={part}>
      <section className="fs-dir-lists" aria-label={t(`tab.${tab}`)}>
        <div className="fs-dir-bar">
          <Segmented
            value={tab}
            onChange={openTab}
            aria-label={t('view')}
            options={TABS.map((one) => ({ value: one, label: t(`tab.${one}`), title: t(`tabHint.${one}`) }))}
          />
          <span className="fs-grow" />
          <Button
            type="primary"
            disabled={whyNot !== undefined}
            title={whyNot}
            onClick={() => write({ incident: null, forwards: null })}
          >
            {t('new')}
          </Button>
        </div>
        {tab === 'inbox' && <Inbox spaces={spaces} agency={agency} />}
        {(tab === 'outbox' || tab === 'supervised') && (
          <Outbox key={tab} spaces={spaces} agency={agency} isSupervised={tab === 'supervised'} />
        )}
        {tab === 'missing' && <MissingList spaces={spaces} agency={agency} />}
        <p className="fs-dir-keys">{t('keysHint')}</p>
      </section>
      <section className="fs-dir-open">
        {writing !== null ? (
          <ComposeForm
            key={`${space} ${writing.incident ?? ''} ${writing.forwards?.receipt ?? ''}`}
            space={space}
            writing={writing}
          />
        ) : directive === null ? (
          <Empty className="fs-dir-empty" image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('choose')} />
        ) : (
          <DirectiveDetail key={`${space} ${directive}`} space={space} agency={agency} directive={directive} />
        )}
      </section>
    </div>
  )
}

/** ↑ and ↓ go from one line of the lists to the next. */
function stepInList(event: KeyboardEvent): boolean {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return false
  if (!(event.target instanceof HTMLElement) || event.target.closest('.fs-dir-line') === null) return false
  const lines = [...document.querySelectorAll<HTMLElement>('.fs-dir-lists .fs-dir-line')]
  const at = lines.indexOf(event.target.closest<HTMLElement>('.fs-dir-line') as HTMLElement)
  lines[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
  return true
}

/** Esc leaves what is open and gives the keyboard back to its line. */
function backToList(event: KeyboardEvent): boolean {
  // An open list of choices closes first.
  if (event.key !== 'Escape' || !(event.target instanceof HTMLElement) || isInOpenList(event)) return false
  if (event.target.closest('.fs-dir-open') === null) return false
  const line =
    document.querySelector<HTMLElement>('.fs-dir-lists .fs-dir-line[aria-current="true"]') ??
    document.querySelector<HTMLElement>('.fs-dir-lists .fs-dir-line')
  // A form keeps what was written; it only closes.
  write(null)
  if (event.target.closest('form') === null) openDirective(null)
  line?.focus()
  return true
}
