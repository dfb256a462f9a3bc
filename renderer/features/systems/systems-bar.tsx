// In the status bar: how many systems are linked to this space, and how many of them are not heard or do not work.
import { useTranslation } from 'react-i18next'
import { useSystemBook } from '../../state/linked-systems.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { goToSystems } from './systems-store.ts'

export function SystemsBar() {
  const { t } = useTranslation('systems')
  const { systems } = useSystemBook(useSpaceId())
  if (systems.length === 0) return null
  const silent = systems.filter(({ health }) => health === 'silent').length
  const failed = systems.filter(({ health }) => health === 'failed').length
  const words = [
    t('bar.systems', { count: systems.length }),
    ...(silent > 0 ? [t('bar.lost', { count: silent })] : []),
    ...(failed > 0 ? [t('bar.failed', { count: failed })] : []),
  ]
  return (
    <button
      type="button"
      className={silent + failed > 0 ? 'fs-bar-item fs-warn' : 'fs-bar-item'}
      title={t('bar.hint')}
      onClick={() => goToSystems(null)}
    >
      {words.join(' · ')}
    </button>
  )
}
