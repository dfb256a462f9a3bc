// Taking an incident in while telephoning: type-ahead category, position by text or by a click on the map, near and recent
// incidents beside it; Ctrl+Enter saves.
import { Alert, AutoComplete, Button, Form, Input, Select, Space } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { readCoordinates } from '../../../shared/geo/read-coordinates.ts'
import { searchEventCodes } from '../../../shared/model/event-codes.ts'
import type { Position } from '../../../shared/model/incident.ts'
import { SOURCE_CHANNELS, SOURCE_KINDS } from '../../../shared/model/incident.ts'
import { isGraded } from '../../../shared/model/level.ts'
import type { Nearby } from '../../../shared/rpc/methods.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call, runCommand } from '../../link/station.ts'
import { askMap, pickedPositionStore } from '../../state/map-intent-store.ts'
import { openPanel, panelStore } from '../../state/panel-store.ts'
import { useReferenceData } from '../../state/reference-data.ts'
import { select } from '../../state/selection-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { readTime } from '../../ui/fields/read-time.ts'

const PICK = 'intake'
const NEAR_M = 5_000
const NEAR_MS = 12 * 3_600_000

interface Entered {
  readonly title: string
  readonly category: string
  readonly level: number
  readonly place: string
  readonly coordinates: string
  readonly occurred: string
  readonly sourceKind: (typeof SOURCE_KINDS)[number]
  readonly sourceChannel: (typeof SOURCE_CHANNELS)[number]
  readonly sourceName: string
  readonly sourceTelephone: string
  readonly description: string
}

const EMPTY: Entered = {
  title: '',
  category: '',
  level: 0,
  place: '',
  coordinates: '',
  occurred: '',
  sourceKind: 'citizen',
  sourceChannel: 'telephone',
  sourceName: '',
  sourceTelephone: '',
  description: '',
}

function coordinatesText(position: Position): string {
  return `${position.lat.toFixed(5)}, ${position.lon.toFixed(5)}`
}

export function IntakeForm() {
  const { t, i18n } = useTranslation('incidents')
  const space = useSpaceId()
  const { codes, codeOf, counties } = useReferenceData()
  const start = panelStore.getState().intakeStart?.position
  const [entered, setEntered] = useState<Entered>({
    ...EMPTY,
    coordinates: start === undefined ? '' : coordinatesText(start),
  })
  const [fault, setFault] = useState<Fault | null>(null)
  const [near, setNear] = useState<{ readonly place: string; readonly found: readonly Nearby[] }>({
    place: '',
    found: [],
  })
  const [isTried, setTried] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const [openedMs] = useState(() => Date.now())
  const set = (change: Partial<Entered>): void => setEntered((before) => ({ ...before, ...change }))
  const isEnglish = i18n.language === 'en'

  useEffect(
    () =>
      pickedPositionStore.subscribe(({ picked }) => {
        const at = picked?.request === PICK ? picked.position : null
        if (at !== null) setEntered((before) => ({ ...before, coordinates: coordinatesText(at) }))
      }),
    [],
  )

  const read = entered.coordinates.trim() === '' ? null : readCoordinates(entered.coordinates)
  const position = read?.ok === true ? { lon: read.position.lon, lat: read.position.lat } : null
  const place = position === null ? '' : coordinatesText(position)
  const category = codeOf.has(entered.category) ? entered.category : null
  useEffect(() => {
    const at = place === '' ? null : readCoordinates(place)
    if (space === null || at?.ok !== true) return
    const asked = { space, position: at.position, category, atMs: Date.now(), radiusM: NEAR_M, withinMs: NEAR_MS }
    void call('nearby', asked).then((found) => setNear({ place, found: found.ok ? found.value : [] }))
  }, [space, place, category])

  if (space === null) return null
  const occurred = entered.occurred.trim() === '' ? null : readTime(entered.occurred, openedMs)
  const problems = {
    title: entered.title.trim() === '' ? t('needTitle') : '',
    category: category === null ? t('needCategory') : '',
    coordinates: read !== null && !read.ok ? t('badPosition') : '',
    occurred: occurred !== null && !occurred.ok ? t('badTime') : '',
  }
  const save = (): void => {
    setTried(true)
    if (category === null || Object.values(problems).some((problem) => problem !== '') || isSaving) return
    setSaving(true)
    const { level } = entered
    void runCommand(space, 'reportIncident', {
      title: entered.title.trim(),
      category,
      level: isGraded(category) && (level === 1 || level === 2 || level === 3 || level === 4) ? level : null,
      position,
      division: position === null ? null : (counties?.find(position.lon, position.lat) ?? null),
      place: entered.place.trim(),
      occurredAt: occurred?.ok === true ? occurred.iso : null,
      sourceKind: entered.sourceKind,
      sourceChannel: entered.sourceChannel,
      sourceName: entered.sourceName,
      sourceTelephone: entered.sourceTelephone,
      description: entered.description,
    }).then((done) => {
      setSaving(false)
      setFault(done.ok ? null : done.fault)
      if (!done.ok) return
      select(done.value.id, 'intake')
      openPanel('detail')
    })
  }
  const help = (problem: string) =>
    isTried && problem !== '' ? { validateStatus: 'error' as const, help: problem } : {}
  return (
    <Form
      layout="vertical"
      size="small"
      style={{ padding: 12, overflowY: 'auto', height: '100%' }}
      aria-label={t('newIncident')}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
      }}
    >
      <h2 style={{ margin: 0, fontSize: 16 }}>{t('newIncident')}</h2>
      <Form.Item label={t('title')} {...help(problems.title)}>
        <Input aria-label={t('title')} value={entered.title} onChange={(event) => set({ title: event.target.value })} />
      </Form.Item>
      <Form.Item label={t('category')} {...help(problems.category)}>
        <AutoComplete
          aria-label={t('category')}
          value={entered.category}
          onChange={(value: string) => set({ category: value })}
          options={searchEventCodes(codes, entered.category).map((code) => ({
            value: code.code,
            label: `${code.code} ${isEnglish ? code.nameEn : code.name}`,
          }))}
        />
      </Form.Item>
      <Form.Item label={t('level')}>
        <Select
          aria-label={t('level')}
          disabled={category !== null && !isGraded(category)}
          value={entered.level}
          onChange={(level: number) => set({ level })}
          options={[0, 1, 2, 3, 4].map((level) => ({ value: level, label: t(`model:level.${level}`) }))}
        />
      </Form.Item>
      <Form.Item label={t('place')}>
        <Input aria-label={t('place')} value={entered.place} onChange={(event) => set({ place: event.target.value })} />
      </Form.Item>
      <Form.Item label={t('coordinates')} {...help(problems.coordinates)}>
        <Space.Compact block>
          <Input
            aria-label={t('coordinates')}
            value={entered.coordinates}
            onChange={(event) => set({ coordinates: event.target.value })}
          />
          <Button onClick={() => askMap({ kind: 'pickPosition', request: PICK })}>{t('pick')}</Button>
        </Space.Compact>
      </Form.Item>
      {near.place === place && near.found.length > 0 && (
        <Alert
          type="warning"
          title={t('near')}
          description={near.found.slice(0, 4).map(({ row, distanceM }) => (
            <div key={row.key}>
              <Button
                type="link"
                size="small"
                onClick={() => {
                  select(row.key, 'intake')
                  openPanel('detail')
                }}
              >
                {row.title} · {Math.round(distanceM)} m
              </Button>
            </div>
          ))}
        />
      )}
      <Form.Item label={t('occurred')} {...help(problems.occurred)}>
        <Input
          aria-label={t('occurred')}
          value={entered.occurred}
          onChange={(event) => set({ occurred: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('source')}>
        <Space.Compact block>
          <Select
            aria-label={t('source')}
            value={entered.sourceKind}
            onChange={(sourceKind) => set({ sourceKind })}
            options={SOURCE_KINDS.map((kind) => ({ value: kind, label: t(`model:source.${kind}`) }))}
          />
          <Select
            aria-label={t('channel')}
            value={entered.sourceChannel}
            onChange={(sourceChannel) => set({ sourceChannel })}
            options={SOURCE_CHANNELS.map((channel) => ({ value: channel, label: t(`model:channel.${channel}`) }))}
          />
        </Space.Compact>
      </Form.Item>
      <Form.Item label={t('caller')}>
        <Space.Compact block>
          <Input
            aria-label={t('caller')}
            value={entered.sourceName}
            onChange={(event) => set({ sourceName: event.target.value })}
          />
          <Input
            aria-label={t('telephone')}
            placeholder={t('telephone')}
            value={entered.sourceTelephone}
            onChange={(event) => set({ sourceTelephone: event.target.value })}
          />
        </Space.Compact>
      </Form.Item>
      <Form.Item label={t('description')}>
        <Input.TextArea
          aria-label={t('description')}
          rows={4}
          value={entered.description}
          onChange={(event) => set({ description: event.target.value })}
        />
      </Form.Item>
      {fault !== null && <Alert type="error" title={faultWords(fault)} />}
      <Button type="primary" loading={isSaving} onClick={save}>
        {t('report')}
      </Button>
    </Form>
  )
}
