// The editor that takes the place of a field's value: fit for the field, Enter (long texts: Ctrl+Enter) saves, Esc leaves.
// When somebody else changes the field meanwhile, the officer is told before saving over it.
import { Alert, Button, Input } from 'antd'
import type { InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Json } from '../../../shared/base/json.ts'
import { sameJson } from '../../../shared/base/json.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import type { Place } from '../../../shared/model/places.ts'
import { lengthText } from '../../map/coordinate-text.ts'
import { askMap, pickedPositionStore } from '../../state/map-intent-store.ts'
import { cornersOf, pointText, readArea, withCorner } from '../../ui/fields/area-text.ts'
import { FieldInput } from '../../ui/fields/field-input.tsx'
import type { FieldProblem } from '../../ui/fields/field-problem.ts'
import { fieldProblem } from '../../ui/fields/field-problem.ts'
import { hasPoint } from '../../ui/fields/field-sources.ts'
import type { ReadContext } from '../../ui/fields/read-value.ts'
import { editorOf, editText, readValue } from '../../ui/fields/read-value.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { forgetUnsaved, useUnsavedText } from '../../ui/unsaved-text.ts'
import { isInOpenList, isStrongEnter, useKeys } from '../../ui/use-keys.ts'
import type { DetailDesk } from './detail-desk.ts'
import { amend, positionOf, valueOf } from './detail-desk.ts'

export interface DetailEditorProps {
  readonly desk: DetailDesk
  readonly field: string
  readonly label: string
  /** The map is asked at once: "move on the map". */
  readonly picksAtOnce: boolean
  readonly onDone: () => void
}

export function DetailEditor({ desk, field, label, picksAtOnce, onDone: onClose }: DetailEditorProps) {
  const { t } = useTranslation(['detail', 'fields', 'common'])
  const value = valueOf(desk, field)
  const [opened] = useState(() => value)
  const [start] = useState(() => startText(desk, field, value))
  const [text, setText] = useUnsavedText(desk.unsaved + field, start)
  const [wasWaiting] = useState(() => text !== start)
  const [reason, setReason] = useState('')
  const reasonInput = useRef<InputRef>(null)
  const [problem, setProblem] = useState<FieldProblem>()
  const [isSaving, setSaving] = useState(false)
  const [place, setPlace] = useState<Place | null>(null)
  const editor = editorOf(field)
  /** Its list is open at once. */
  const isOneStep = editor === 'choice' || field === 'agencyInCharge'
  const isLong = editor === 'text'

  const onDone = (): void => {
    forgetUnsaved(desk.unsaved + field)
    onClose()
  }
  const save = async (said: string): Promise<void> => {
    if (isSaving) return
    const context: ReadContext = { nowMs: Date.now(), centre: positionOf(desk), codeOf: desk.names.codeOf }
    const wrong = fieldProblem(field, said, context)
    const read = readValue(field, said, context)
    setProblem(wrong)
    if (!read.ok) return
    const follows = followsFrom(desk, place, said)
    if (sameJson(read.value, value) && desk.fields[field]?.conflict !== true && Object.keys(follows).length === 0) {
      onDone()
      return
    }
    setSaving(true)
    const isDone = desk.take(await amend(desk, field, read.value, reason, follows))
    setSaving(false)
    if (isDone) onDone()
  }
  const part = useKeys<HTMLFieldSetElement>((event) => {
    const isOwn = !(event.target instanceof HTMLButtonElement)
    const isNewRow = isLong && event.target instanceof HTMLTextAreaElement
    if (isStrongEnter(event) || (event.key === 'Enter' && isOwn && !isNewRow && !isInOpenList(event))) void save(text)
    else if (event.key === 'Escape' && !isInOpenList(event)) onDone()
    else return false
    return true
  })
  useEffect(() => {
    // One that only waits since the officer looked elsewhere does not take the keyboard from the list.
    if (!wasWaiting) focusIn(part.current)
  }, [part, wasWaiting])
  useMap(field, text, setText, desk, picksAtOnce, () => focusIn(part.current))
  const problemId = `amend-${field}-problem`
  return (
    <fieldset ref={part} className="fs-amend-editor" aria-label={label}>
      <FieldInput
        field={field}
        text={text}
        onText={(next) => {
          setText(next)
          setProblem(undefined)
          // Chosen: the keyboard goes on to the reason, from where Enter saves.
          if (isOneStep) reasonInput.current?.focus()
        }}
        onPlace={setPlace}
        sources={desk.sources}
        label={label}
        isBad={problem !== undefined}
        describedBy={problem === undefined ? undefined : problemId}
        isOpenAtOnce={isOneStep}
        onMap={() => askMap({ kind: 'pickPosition', request: requestOf(field) })}
      />
      {problem !== undefined && (
        <span className="fs-field-problem" id={problemId} role="alert">
          {t(`fields:${problem}`)}
        </span>
      )}
      {picksAtOnce && text === start && <output className="fs-field-hint">{t('moving')}</output>}
      {field === 'position' && <Moved desk={desk} text={text} />}
      {!sameJson(opened, value) && (
        <Alert type="warning" title={t('changedMeanwhile', { value: valueWords(field, value, desk.sources) })} />
      )}
      <Input
        ref={reasonInput}
        aria-label={t('amendReason')}
        placeholder={t('amendReason')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="fs-amend-buttons">
        <Button type="primary" size="small" loading={isSaving} onClick={() => void save(text)}>
          {t('common:save')}
        </Button>
        <Button size="small" onClick={onDone}>
          {t('common:cancel')}
        </Button>
        <small className="fs-field-hint">{t(isLong ? 'editKeysText' : 'editKeys')}</small>
      </div>
    </fieldset>
  )
}

function focusIn(part: HTMLElement | null): void {
  part?.querySelector<HTMLElement>('input, textarea')?.focus()
}

/** How far a position being written lies from where the incident is. */
function Moved({ desk, text }: { readonly desk: DetailDesk; readonly text: string }) {
  const { t } = useTranslation('detail')
  const from = positionOf(desk)
  const read = readValue('position', text, { nowMs: 0 })
  if (from === null || !read.ok || read.value === null) return null
  const metres = distanceM(from, read.value as unknown as { lon: number; lat: number })
  return metres < 1 ? null : <output className="fs-field-hint">{t('moveBy', { distance: lengthText(metres) })}</output>
}

function startText(desk: DetailDesk, field: string, value: Json): string {
  return editText(field, value, desk.names)
}

/** A place chosen for an incident without a position gives it one, and its division. */
function followsFrom(desk: DetailDesk, place: Place | null, said: string): { readonly [field: string]: Json } {
  if (place === null || (place.name !== said && place.nameEn !== said)) return {}
  const follows: { [field: string]: Json } = {}
  if (positionOf(desk) === null && hasPoint(place)) follows['position'] = { lon: place.lon, lat: place.lat }
  if (valueOf(desk, 'division') === null && place.division !== null) follows['division'] = place.division
  return follows
}

function requestOf(field: string): string {
  return `amend.${field}`
}

/** Takes positions from the map into the text, and shows there what is being written. */
function useMap(
  field: string,
  text: string,
  setText: (text: string) => void,
  desk: DetailDesk,
  picksAtOnce: boolean,
  onPicked: () => void,
): void {
  const isOnMap = field === 'position' || field === 'area'
  const from = positionOf(desk)
  const [lon, lat] = [from?.lon ?? null, from?.lat ?? null]
  useEffect(() => {
    if (!isOnMap) return undefined
    const request = requestOf(field)
    const stop = pickedPositionStore.subscribe(({ picked }) => {
      if (picked?.request !== request) return
      const at = picked.position
      // The map had the keyboard; the officer goes on in the form.
      if (at === null || field === 'position') onPicked()
      if (at === null) return
      setText(field === 'area' ? withCorner(text, at) : pointText(at.lon, at.lat))
      if (field === 'area') askMap({ kind: 'pickPosition', request })
    })
    return stop
  })
  useEffect(() => {
    if (!isOnMap) return undefined
    const request = requestOf(field)
    if (picksAtOnce) askMap({ kind: 'pickPosition', request })
    return () => {
      askMap({ kind: 'cancelPick', request })
      askMap({ kind: 'markDraft', position: null })
      askMap({ kind: 'markDraftArea', corners: null })
    }
  }, [isOnMap, field, picksAtOnce])
  useEffect(() => {
    if (field === 'position') {
      const read = readValue('position', text, { nowMs: 0 })
      const at = read.ok ? (read.value as unknown as { readonly lon: number; readonly lat: number } | null) : null
      askMap({ kind: 'markDraft', position: at })
    }
    if (field === 'area') {
      const ring = readArea(text, lon === null || lat === null ? null : { lon, lat })
      askMap({ kind: 'markDraftArea', corners: text.trim() === '' ? null : (ring ?? cornersOf(text) ?? null) })
    }
  }, [field, text, lon, lat])
}
