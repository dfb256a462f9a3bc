// Settings of this seat: how it looks and sounds, its servers, and its data.
import { Checkbox, Drawer, Segmented, Slider, Switch, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { viewHost } from '../../link/view-host.ts'
import { setPreferences, usePreferences } from '../../state/preferences-store.ts'
import { useStatus } from '../../state/use-status.ts'
import type { Slip } from '../../ui/once-dialog.tsx'
import { OnceDialog } from '../../ui/once-dialog.tsx'
import { DataTab } from './data-tab.tsx'
import { ServersTab } from './servers-tab.tsx'

export type SettingsTab = 'general' | 'servers' | 'data'

interface Props {
  readonly isOpen: boolean
  /** What it opens on; by itself the general ones, or the servers while none lets this station in. */
  readonly tab: SettingsTab | null
  readonly onClose: () => void
}

/** The settings, from the right. */
export function SettingsDrawer({ isOpen, tab, onClose }: Props) {
  const { t } = useTranslation('app')
  const status = useStatus()
  const [slip, setSlip] = useState<Slip | null>(null)
  // The station starts again behind the code: the drawer goes, the code stays until it was noted.
  const showCode = (code: Slip): void => {
    setSlip(code)
    onClose()
  }
  return (
    <>
      <Drawer open={isOpen} title={t('settings')} onClose={onClose} destroyOnHidden>
        <Tabs
          defaultActiveKey={tab ?? (status?.link === 'none' || status?.link === 'refused' ? 'servers' : 'general')}
          items={[
            { key: 'general', label: t('set.general'), children: <GeneralTab /> },
            { key: 'servers', label: t('set.servers'), children: <ServersTab /> },
            { key: 'data', label: t('set.data'), children: <DataTab onClose={onClose} onCode={showCode} /> },
          ]}
        />
        {status !== null && (
          <p className="fs-note">{t('set.station', { name: status.stationName, software: status.software })}</p>
        )}
      </Drawer>
      {slip !== null && (
        <OnceDialog slip={slip} onPrint={() => void viewHost().print()} onClose={() => setSlip(null)} />
      )}
    </>
  )
}

function GeneralTab() {
  const { t } = useTranslation('app')
  const { language, density, soundOn, soundVolume, soundLevels, repeatLevels, systemNotices } = usePreferences()
  return (
    <div className="fs-set">
      <h2>{t('set.language')}</h2>
      <Segmented
        aria-label={t('set.language')}
        value={language}
        options={[
          { value: 'zh-CN' as const, label: t('set.chinese') },
          { value: 'en' as const, label: t('set.english') },
        ]}
        onChange={(value) => {
          setPreferences({ language: value })
          void viewHost().setLanguage(value)
        }}
      />
      <h2>{t('set.density')}</h2>
      <Segmented
        aria-label={t('set.density')}
        value={density}
        options={(['compact', 'comfortable'] as const).map((value) => ({ value, label: t(`set.${value}`) }))}
        onChange={(value) => setPreferences({ density: value })}
      />
      <label>
        <Switch checked={soundOn} onChange={(on) => setPreferences({ soundOn: on })} /> {t('set.sound')}
      </label>
      <h2>{t('set.volume')}</h2>
      <Slider
        min={0}
        max={1}
        step={0.05}
        value={soundVolume}
        disabled={!soundOn}
        ariaLabelForHandle={t('set.volume')}
        onChange={(value) => setPreferences({ soundVolume: value })}
      />
      <h2>{t('set.soundLevels')}</h2>
      <Levels
        label={t('set.soundLevels')}
        isDisabled={!soundOn}
        levels={soundLevels}
        onChange={(levels) => setPreferences({ soundLevels: levels })}
      />
      <h2>{t('set.repeatLevels')}</h2>
      <Levels
        label={t('set.repeatLevels')}
        isDisabled={!soundOn}
        levels={repeatLevels}
        onChange={(levels) => setPreferences({ repeatLevels: levels })}
      />
      <label>
        <Switch checked={systemNotices} onChange={(on) => setPreferences({ systemNotices: on })} />{' '}
        {t('set.systemNotices')}
      </label>
    </div>
  )
}

interface LevelsProps {
  readonly label: string
  readonly isDisabled: boolean
  readonly levels: readonly number[]
  readonly onChange: (levels: readonly number[]) => void
}

/** A choice of levels; 0 stands for ungraded. */
function Levels({ label, isDisabled, levels, onChange }: LevelsProps) {
  const { t } = useTranslation('model')
  return (
    <fieldset className="fs-set-levels" disabled={isDisabled} aria-label={label}>
      {[1, 2, 3, 4, 0].map((level) => (
        <Checkbox
          key={level}
          checked={levels.includes(level)}
          disabled={isDisabled}
          onChange={({ target }) =>
            onChange(target.checked ? [...levels, level] : levels.filter((other) => other !== level))
          }
        >
          {t(`level.${level}`)}
        </Checkbox>
      ))}
    </fieldset>
  )
}
