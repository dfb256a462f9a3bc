// The area an alert is for: divisions, a polygon drawn on the map or written as corners, a circle, words.
import { AimOutlined, GatewayOutlined } from '@ant-design/icons'
import { Button, Input, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertEntry } from './alert-entry.ts'
import type { Drawing } from './use-alert-map.ts'
import { askForArea } from './use-alert-map.ts'
import { useSources } from './use-sources.ts'

interface Props {
  readonly entry: AlertEntry
  readonly onEntry: (change: Partial<AlertEntry>) => void
  readonly drawing: Drawing
  readonly onDrawing: (drawing: Drawing) => void
}

export function AreaEditor({ entry, onEntry, drawing, onDrawing }: Props) {
  const { t } = useTranslation('alerts')
  const sources = useSources()
  const options = sources.divisions
    .filter(({ level }) => level !== 'township')
    .map(({ code, initials, name, nameEn, pinyin }) => ({
      value: code,
      label: sources.division(code),
      search: `${code} ${name} ${nameEn} ${initials} ${pinyin}`.toLowerCase(),
    }))
  const draw = (what: 'ring' | 'circle') => (): void => {
    onDrawing(what)
    askForArea(what)
  }
  return (
    <fieldset className="fs-alert-area">
      <legend>{t('field.area')}</legend>
      <p className="fs-alert-hint">{drawing === null ? t('areaHint') : t('drawing')}</p>
      <Select<string[], (typeof options)[number]>
        mode="multiple"
        className="fs-field-wide"
        aria-label={t('field.divisions')}
        placeholder={t('field.divisions')}
        value={[...entry.divisions]}
        onChange={(divisions) => onEntry({ divisions })}
        options={options}
        showSearch={{
          filterOption: (typed, option) => option?.search.includes(typed.trim().toLowerCase()) === true,
        }}
      />
      <Space.Compact block>
        <Input
          aria-label={t('corners')}
          placeholder={t('corners')}
          autoComplete="off"
          value={entry.ring}
          onChange={(event) => onEntry({ ring: event.target.value })}
        />
        <Button icon={<GatewayOutlined aria-hidden />} aria-pressed={drawing === 'ring'} onClick={draw('ring')}>
          {t('draw')}
        </Button>
        {entry.ring !== '' && <Button onClick={() => onEntry({ ring: '' })}>{t('clear')}</Button>}
      </Space.Compact>
      <Space.Compact block>
        <Input
          aria-label={t('centre')}
          placeholder={t('centre')}
          autoComplete="off"
          value={entry.centre}
          onChange={(event) => onEntry({ centre: event.target.value })}
        />
        <Button
          icon={<AimOutlined aria-hidden />}
          aria-label={t('pickCentre')}
          title={t('pickCentre')}
          aria-pressed={drawing === 'circle'}
          onClick={draw('circle')}
        />
        <Input
          className="fs-alert-radius"
          aria-label={t('radius')}
          placeholder={t('radius')}
          inputMode="decimal"
          autoComplete="off"
          value={entry.radiusKm}
          onChange={(event) => onEntry({ radiusKm: event.target.value })}
        />
      </Space.Compact>
      <Input
        aria-label={t('field.areaText')}
        placeholder={t('field.areaText')}
        autoComplete="off"
        maxLength={500}
        value={entry.areaText}
        onChange={(event) => onEntry({ areaText: event.target.value })}
      />
    </fieldset>
  )
}
