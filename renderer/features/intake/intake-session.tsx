// One sitting at the intake form: fields, keys, the map's answers, saving.
//   Ctrl+Enter saves · Esc closes, the draft stays · Alt+D takes the newest draft up
import { Alert, App, Button, Checkbox, ConfigProvider, Popconfirm } from 'antd'
import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { fault } from '../../../shared/base/fault.ts'
import { isGraded } from '../../../shared/model/level.ts'
import type { Place } from '../../../shared/model/places.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call, runCommand } from '../../link/station.ts'
import { askMap, pickedPositionStore } from '../../state/map-intent-store.ts'
import { closePanel, openPanel, panelStore } from '../../state/panel-store.ts'
import { select } from '../../state/selection-store.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { cornersOf, pointText, readArea, withCorner } from '../../ui/fields/area-text.ts'
import type { FieldSources } from '../../ui/fields/field-sources.ts'
import { readTime } from '../../ui/fields/read-time.ts'
import { readValue } from '../../ui/fields/read-value.ts'
import { goOnFrom, isInOpenList, isStrongEnter, useKeys } from '../../ui/use-keys.ts'
import { DraftKeeper } from './draft-keeper.ts'
import { DraftLine } from './draft-line.tsx'
import type { Entered, IntakeField } from './intake-entry.ts'
import { draftContent, draftId, INTAKE_FIELDS, isUntouched, readIntake } from './intake-entry.ts'
import type { IntakeRowProps } from './intake-row.tsx'
import { inputId, IntakeRow } from './intake-row.tsx'
import type { EntryHelp, IntakeStore, Session } from './intake-store.ts'
import { afterEntry, afterPlace, createIntakeStore, fill, positionOf } from './intake-store.ts'
import { LikelySame } from './likely-same.tsx'

const PICK = 'intake'
const PICK_CORNER = 'intake.area'

export interface IntakeSessionProps {
  readonly space: string
  readonly session: Session
  readonly onResumeNewest: () => void
  /** What is offered above the fields. */
  readonly children: ReactNode
}

export function IntakeSession({ space, session, onResumeNewest, children }: IntakeSessionProps) {
  const { t, i18n } = useTranslation(['intake', 'incidents', 'fields', 'model', 'common'])
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const sources: FieldSources = { ...names, word: (key, values) => t(`model:${key}`, { ...values }) }
  const [store] = useState(() => createIntakeStore(session.start, false))
  const [keeper] = useState(() => keeperOf(store, session))
  const refusal = useRefusal('incident.report')
  const mayReport = refusal === null
  useKeptDraft(store, keeper, space, draftId(session.record))

  const help = (): EntryHelp => ({
    nowMs: Date.now(),
    codeOf: names.codeOf,
    divisionAt: ({ lon, lat }) => {
      const code = names.counties?.find(lon, lat) ?? null
      return code === null ? '' : `${code} ${names.division(code)}`
    },
    divisionText: (code) => `${code} ${names.division(code)}`,
  })
  const onText = (field: IntakeField, text: string): void => {
    const now = help()
    fill(store, afterEntry(store.getState(), field, text, now), now)
  }
  const onPlace = (place: Place): void => {
    const now = help()
    const name = names.language === 'en' ? place.nameEn : place.name
    fill(store, afterPlace(store.getState(), place, name, now), now)
  }
  useMapAnswers(store, onText)

  const openReported = (): void => {
    select(session.record, 'intake')
    openPanel('detail')
  }
  const lastSent = useRef<Entered | null>(null)
  const save = async (): Promise<void> => {
    if (store.getState().isSaving || !mayReport) return
    const now = help()
    const { entered } = store.getState()
    const read = readIntake(entered, now)
    store.setState({ isTried: true, fault: null, problems: read.ok ? {} : read.problems })
    if (!read.ok) {
      const first = INTAKE_FIELDS.find((field) => read.problems[field] !== undefined)
      if (first !== undefined) document.getElementById(inputId(first))?.focus()
      return
    }
    store.setState({ isSaving: true })
    const done = await runCommand(space, 'reportIncident', { ...read.input, id: session.record })
    // There already: this very form, whose answer was lost on the way. If not, the same draft was saved in another window.
    const isSaved = done.ok || (done.fault.kind === 'alreadyExists' && lastSent.current === entered)
    lastSent.current = entered
    if (!isSaved) {
      store.setState({ isSaving: false, fault: done.fault })
      return
    }
    await keeper.finish()
    if (panelStore.getState().panel === 'intake') openReported()
  }
  const part = useKeys<HTMLFormElement>((event) => {
    if (isStrongEnter(event)) void save()
    else if (event.altKey && event.code === 'KeyD') onResumeNewest()
    else if (event.key === 'Escape' && !isInOpenList(event)) closePanel()
    else {
      // Tab in an open list takes the marked entry and stays; here it goes on as well, as from any other field.
      if (event.key === 'Tab' && isInOpenList(event)) goOnFrom(event)
      return false
    }
    return true
  })
  useEffect(() => document.getElementById(inputId('title'))?.focus(), [])
  const row = (field: IntakeField, span: IntakeRowProps['span'], more: Partial<IntakeRowProps> = {}) => (
    <IntakeRow store={store} field={field} span={span} sources={sources} onText={onText} {...more} />
  )
  return (
    <ConfigProvider componentDisabled={!mayReport}>
      <form
        ref={part}
        className="fs-intake"
        aria-label={t('incidents:newIncident')}
        onSubmit={(event) => event.preventDefault()}
      >
        <header className="fs-intake-head">
          <small>{t('keys')}</small>
        </header>
        <div className="fs-intake-body">
          {children}
          {refusal !== null && (
            <Alert type="info" title={refusal === 'notAllowed' ? t('mayNot') : faultWords(fault(refusal, ''))} />
          )}
          <div className="fs-grid">
            {row('title', 6)}
            {row('category', 4)}
            <LevelRow store={store} row={row} codeOf={names.codeOf} />
            {row('place', 6, { onPlace, hint: <PlaceNoteLine store={store} /> })}
            {row('position', 6, { onMap: () => askMap({ kind: 'pickPosition', request: PICK }) })}
            {row('division', 3)}
            {row('area', 3, { onMap: () => askMap({ kind: 'pickPosition', request: PICK_CORNER }) })}
          </div>
          <Nearby store={store} space={space} names={names} />
          <div className="fs-grid">
            {row('occurredAt', 3)}
            {row('receivedAt', 3, { placeholder: t('receivedHint') })}
            {row('sourceKind', 3)}
            {row('sourceChannel', 3)}
            {row('sourceName', 3)}
            {row('sourceTelephone', 3)}
          </div>
          <fieldset className="fs-counts">
            <legend>{t('casualties')}</legend>
            {row('dead', 1)}
            {row('missing', 1)}
            {row('injured', 1)}
            {row('trapped', 1)}
            {row('evacuated', 1)}
          </fieldset>
          <div className="fs-grid">
            {row('description', 6)}
            {row('agencies', 6)}
            {row('agencyInCharge', 3)}
            <SensitiveRow store={store} onText={onText} />
            {row('linkedSystem', 3)}
            {row('linkedNumber', 3)}
          </div>
        </div>
        <footer className="fs-intake-foot">
          <Footer
            store={store}
            onSave={() => void save()}
            onDiscard={() => void keeper.finish().then(closePanel)}
            onOpenReported={openReported}
          />
        </footer>
      </form>
    </ConfigProvider>
  )
}

function keeperOf(store: IntakeStore, { record, isKept }: Session): DraftKeeper {
  const id = draftId(record)
  return new DraftKeeper(
    {
      // The content is a closure's: the keeper hands it over when it is time.
      save: (content) => call('saveDraft', { id, content }),
      drop: () => call('dropDraft', { id }),
      onState: (draft) => store.setState({ draft }),
      nowMs: Date.now,
    },
    isKept,
  )
}

/** Keeps the draft as the form changes; says that it stays when the form is left with something in it. */
function useKeptDraft(store: IntakeStore, keeper: DraftKeeper, space: string, id: string): void {
  const { t } = useTranslation('intake')
  const { message } = App.useApp()
  useEffect(() => {
    const stop = store.subscribe(({ entered }, before) => {
      if (entered !== before.entered) keeper.changed(isUntouched(entered) ? null : draftContent(space, entered))
    })
    const flush = (): void => keeper.flush()
    globalThis.addEventListener('pagehide', flush)
    document.addEventListener('visibilitychange', flush)
    return () => {
      stop()
      globalThis.removeEventListener('pagehide', flush)
      document.removeEventListener('visibilitychange', flush)
      keeper.flush()
    }
  }, [store, keeper, space])
  useEffect(
    () => () => {
      if (keeper.isFinished || isUntouched(store.getState().entered)) return
      message.info({
        key: id,
        content: (
          <>
            {t('draftStays')}{' '}
            <Button
              type="link"
              size="small"
              onClick={() => {
                message.destroy(id)
                openPanel('intake', { draft: id })
              }}
            >
              {t('back')}
            </Button>
          </>
        ),
      })
    },
    [store, keeper, id, message, t],
  )
}

/** The map's answers, the start another part of the screen gives an open form, and the marks on the map while it is open. */
function useMapAnswers(store: IntakeStore, onText: (field: IntakeField, text: string) => void): void {
  const position = useStore(store, (state) => state.entered.position)
  const area = useStore(store, (state) => state.entered.area)
  useEffect(() => {
    const stopPicks = pickedPositionStore.subscribe(({ picked }) => {
      if (picked === null || (picked.request !== PICK && picked.request !== PICK_CORNER)) return
      const isCorner = picked.request === PICK_CORNER
      if (picked.position !== null) {
        const { lon, lat } = picked.position
        if (isCorner) onText('area', withCorner(store.getState().entered.area, picked.position))
        else onText('position', pointText(lon, lat))
        if (isCorner) {
          askMap({ kind: 'pickPosition', request: PICK_CORNER })
          return
        }
      }
      document.getElementById(inputId(isCorner ? 'area' : 'position'))?.focus()
    })
    const stopStarts = panelStore.subscribe((state, before) => {
      if (state.panel !== 'intake' || before.panel !== 'intake') return
      const at = state.intakeStart?.position
      if (at !== undefined && state.intakeStart !== before.intakeStart) onText('position', pointText(at.lon, at.lat))
      // Asked for again while it is open: the officer wants to write.
      document.getElementById(inputId('title'))?.focus()
    })
    return () => {
      stopPicks()
      stopStarts()
    }
  })
  useEffect(() => {
    askMap({ kind: 'markDraft', position: positionOf(position, Date.now()) })
  }, [position])
  useEffect(() => {
    const ring = readArea(area, positionOf(position, Date.now()))
    askMap({ kind: 'markDraftArea', corners: area.trim() === '' ? null : (ring ?? cornersOf(area) ?? null) })
  }, [area, position])
  useEffect(
    () => () => {
      askMap({ kind: 'cancelPick', request: PICK })
      askMap({ kind: 'cancelPick', request: PICK_CORNER })
      askMap({ kind: 'markDraft', position: null })
      askMap({ kind: 'markDraftArea', corners: null })
    },
    [],
  )
}

interface Row {
  (field: IntakeField, span: IntakeRowProps['span'], more?: Partial<IntakeRowProps>): ReactNode
}

function LevelRow({
  store,
  row,
  codeOf,
}: {
  readonly store: IntakeStore
  readonly row: Row
  readonly codeOf: FieldSources['codeOf']
}) {
  const { t } = useTranslation('fields')
  const code = useStore(store, (state) => categoryOf(state.entered.category, codeOf))
  const isUngraded = code !== null && !isGraded(code)
  return row('level', 2, {
    isDisabled: isUngraded,
    hint: isUngraded ? <span className="fs-field-hint">{t('ungraded')}</span> : null,
  })
}

function PlaceNoteLine({ store }: { readonly store: IntakeStore }) {
  const { t } = useTranslation('intake')
  const note = useStore(store, (state) => state.placeNote)
  const isBlank = useStore(store, ({ entered }) => entered.position === '' && entered.place !== '')
  if (note === null && !isBlank) return null
  const words =
    note === null ? t('noPosition') : t(note.kind === 'point' ? 'pointOnly' : 'divisionOnly', { name: note.name })
  return <output className="fs-field-hint">{words}</output>
}

function SensitiveRow({
  store,
  onText,
}: {
  readonly store: IntakeStore
  readonly onText: (field: IntakeField, text: string) => void
}) {
  const { t } = useTranslation(['model', 'intake'])
  const isOn = useStore(store, (state) => state.entered.sensitive === 'true')
  return (
    <div className="fs-field fs-span-3">
      <span className="fs-field-label">{t('field.sensitive')}</span>
      <Checkbox checked={isOn} onChange={(event) => onText('sensitive', event.target.checked ? 'true' : 'false')}>
        {t('intake:sensitiveNote')}
      </Checkbox>
    </div>
  )
}

function Nearby({
  store,
  space,
  names,
}: {
  readonly store: IntakeStore
  readonly space: string
  readonly names: ReturnType<typeof useFieldNames>
}) {
  const entered = useStore(store, (state) => state.entered)
  // A time still being typed ("1432") is not looked at: leaving its field makes it a full one, whatever the hour is now.
  const occurred = /^\d{4}-/.test(entered.occurredAt) ? readTime(entered.occurredAt, 0) : undefined
  const division = readValue('division', entered.division, { nowMs: 0, codeOf: names.codeOf })
  const seat = division.ok && typeof division.value === 'string' ? names.divisionOf.get(division.value) : undefined
  return (
    <LikelySame
      space={space}
      position={positionOf(entered.position, 0)}
      divisionSeat={seat?.lon === undefined || seat.lat === undefined ? null : { lon: seat.lon, lat: seat.lat }}
      category={categoryOf(entered.category, names.codeOf)}
      occurredMs={occurred?.ok === true ? Date.parse(occurred.iso) : null}
      onOpen={(incident) => {
        select(incident, 'intake')
        openPanel('detail')
      }}
    />
  )
}

function categoryOf(text: string, codeOf: FieldSources['codeOf']): string | null {
  const read = readValue('category', text, { nowMs: 0, codeOf })
  return read.ok && typeof read.value === 'string' ? read.value : null
}

function Footer({
  store,
  onSave,
  onDiscard,
  onOpenReported,
}: {
  readonly store: IntakeStore
  readonly onSave: () => void
  readonly onDiscard: () => void
  readonly onOpenReported: () => void
}) {
  const { t } = useTranslation(['intake', 'incidents', 'common'])
  const isSaving = useStore(store, (state) => state.isSaving)
  const fault = useStore(store, (state) => state.fault)
  const wrong = useStore(store, (state) => Object.keys(state.problems).length)
  const isEmpty = useStore(store, (state) => isUntouched(state.entered))
  return (
    <>
      {fault !== null && (
        <Alert
          type="error"
          showIcon
          title={fault.kind === 'alreadyExists' ? t('savedElsewhere') : faultWords(fault)}
          action={
            fault.kind === 'alreadyExists' && (
              <Button size="small" onClick={onOpenReported}>
                {t('openReported')}
              </Button>
            )
          }
        />
      )}
      <div className="fs-intake-buttons">
        <Button type="primary" loading={isSaving} onClick={onSave}>
          {t('incidents:report')}
        </Button>
        {!isEmpty && (
          <Popconfirm
            title={t('discardAsk')}
            okText={t('discard')}
            cancelText={t('common:cancel')}
            onConfirm={onDiscard}
          >
            <Button type="text">{t('discard')}</Button>
          </Popconfirm>
        )}
        {wrong > 0 && <span className="fs-field-problem">{t('fieldsWrong', { count: wrong })}</span>}
        <DraftLine store={store} />
      </div>
    </>
  )
}
