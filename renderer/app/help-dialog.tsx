// The keys of the console, shown with "?". Read from the actions, so that the help cannot say what does not work.
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ConsoleAction } from './console-actions.ts'
import { ACTION_GROUPS } from './console-actions.ts'

interface Props {
  readonly actions: readonly ConsoleAction[]
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Keys that belong to a form or the map alone; the forms carry them out. */
const LOCAL_KEYS = [
  ['Ctrl+Enter', 'save'],
  ['Alt+D', 'draft'],
  ['Alt+1…9', 'settle'],
  ['Shift+↑↓←→', 'pan'],
  ['+ −', 'zoom'],
  ['Tab', 'tab'],
] as const

/** The list of keys. */
export function HelpDialog({ actions, isOpen, onClose }: Props) {
  const { t } = useTranslation('app')
  return (
    <Modal open={isOpen} title={t('help')} footer={null} width={620} onCancel={onClose}>
      <div className="fs-keys">
        {ACTION_GROUPS.map((group) => {
          const keyed = actions.filter((action) => action.group === group && action.keys.length > 0)
          return keyed.length === 0 ? null : (
            <section key={group}>
              <h3>{t(`group.${group}`)}</h3>
              <dl>
                {keyed.map(({ id, keys }) => (
                  <Key key={id} keys={keys} says={t(`act.${id}`)} />
                ))}
              </dl>
            </section>
          )
        })}
        <section>
          <h3>{t('keys.elsewhere')}</h3>
          <dl>
            {LOCAL_KEYS.map(([key, word]) => (
              <Key key={key} keys={[key]} says={t(`keys.${word}`)} />
            ))}
          </dl>
        </section>
      </div>
      <p className="fs-note">{t('keys.note')}</p>
    </Modal>
  )
}

function Key({ keys, says }: { readonly keys: readonly string[]; readonly says: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{says}</dd>
    </div>
  )
}
