// A new directive, or the forwarding of one that was signed for. What is begun stays in the window until it goes out.
import { Alert, Button, Input, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DirectiveType, Priority } from '../../../shared/model/directive.ts'
import { DIRECTIVE, DIRECTIVE_TYPES, PRIORITIES, priorityOf } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { useAct } from '../../link/use-act.ts'
import { useSpaceMarks } from '../../state/desk-spaces.ts'
import { useServerClock, useServerNow } from '../../state/server-now.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { FirstField } from '../../ui/first-field.tsx'
import { SpaceMark } from '../../ui/space-mark.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { forgetUnsaved, useUnsavedText } from '../../ui/unsaved-text.ts'
import { isStrongEnter, useKeys } from '../../ui/use-keys.ts'
import type { Writing } from './directive-store.ts'
import { openDirective, openTab, write } from './directive-store.ts'
import { readDue } from './due-text.ts'
import { fieldsOf } from './questions.ts'
import type { Receiver } from './receiver-picker.tsx'
import { ReceiverPicker } from './receiver-picker.tsx'
import { IncidentLink } from './transfer-line.tsx'

interface Props {
  readonly space: string
  readonly writing: Writing
}

export function ComposeForm({ space, writing }: Props) {
  const { t } = useTranslation('directives')
  const { forwards } = writing
  const above = useWatch('record', forwards === null ? null : { space, kind: DIRECTIVE, id: forwards.directive })
  const order = above.rows[0] === undefined ? null : fieldsOf(above.rows[0])
  // The form begins with what is handed on, so it waits for it.
  if (forwards !== null && order === null) return <p className="fs-dir-note">{t('loading')}</p>
  return (
    <Form
      space={space}
      writing={writing}
      startTitle={order === null ? '' : t('forwardTitle', { title: textField(order, 'title') ?? '' }).slice(0, 200)}
      startText={order === null ? '' : (textField(order, 'text') ?? '')}
      startPriority={order === null ? 'routine' : priorityOf(order)}
      startType={order?.['type'] === 'remark' ? 'remark' : 'instruction'}
    />
  )
}

/** What is chosen rather than written; kept as the texts are. */
interface Choices {
  readonly type: DirectiveType
  readonly priority: Priority
  readonly receivers: readonly Receiver[]
  readonly supervised: boolean
}

interface FormProps extends Props {
  readonly startTitle: string
  readonly startText: string
  readonly startPriority: Priority
  readonly startType: DirectiveType
}

function Form({ space, writing, startTitle, startText, startPriority, startType }: FormProps) {
  const { t } = useTranslation(['directives', 'model'])
  const act = useAct(space)
  const mark = useSpaceMarks()
  const now = useServerNow(10_000)
  const serverClock = useServerClock()
  const { forwards, incident } = writing
  const unsaved = `directive ${useOfficer()?.id ?? ''} ${space} ${incident ?? ''} ${forwards?.receipt ?? ''} `
  const [title, setTitle] = useUnsavedText(`${unsaved}title`, startTitle)
  const [text, setText] = useUnsavedText(`${unsaved}text`, startText)
  const [leader, setLeader] = useUnsavedText(`${unsaved}leader`)
  const [dueText, setDueText] = useUnsavedText(`${unsaved}due`)
  const start: Choices = { type: startType, priority: startPriority, receivers: [], supervised: false }
  const [chosen, setChosen] = useUnsavedText(`${unsaved}choices`, JSON.stringify(start))
  const choices = JSON.parse(chosen) as Choices
  const { type, priority, receivers, supervised } = choices
  const choose = (part: Partial<Choices>): void => setChosen(JSON.stringify({ ...choices, ...part }))
  const due = readDue(dueText, now)
  const missing = [
    ...(title.trim() === '' ? [t('form.title')] : []),
    ...(text.trim() === '' ? [t('form.text')] : []),
    ...(receivers.length === 0 ? [t('form.receivers')] : []),
    ...(due.kind === 'bad' ? [t('form.due')] : []),
  ]
  const send = async (): Promise<void> => {
    if (missing.length > 0 || act.isBusy) return
    // "+30" counts from when it goes out.
    const until = readDue(dueText, serverClock())
    const common = {
      type,
      priority,
      title: title.trim(),
      text: text.trim(),
      leader: leader.trim(),
      supervised,
      dueAt: until.kind === 'due' ? until.iso : null,
      receivers: receivers.map(({ agency, officer }) => ({ agency, officer })),
    }
    const id =
      forwards === null
        ? await act.run('issueDirective', { incident, ...common })
        : await act.run('forwardDirective', { receipt: forwards.receipt, ...common })
    if (id === null) return
    for (const field of ['title', 'text', 'leader', 'due', 'choices']) forgetUnsaved(`${unsaved}${field}`)
    if (forwards === null) openTab('outbox')
    openDirective(id)
  }
  const part = useKeys<HTMLFormElement>((event) => {
    if (!isStrongEnter(event)) return false
    void send()
    return true
  })
  const sendWord = t(forwards === null ? 'send' : 'sendForward')
  return (
    <form
      ref={part}
      className="fs-dir-form fs-dir-compose"
      aria-label={t(forwards === null ? 'form.new' : 'form.forward')}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <h2>
        {t(forwards === null ? 'form.new' : 'form.forward')} <SpaceMark name={mark(space)} />
      </h2>
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      <FirstField className="fs-dir-row">
        <label>
          {t('form.type')}
          <Select
            value={type}
            onChange={(value) => choose({ type: value })}
            aria-label={t('form.type')}
            options={DIRECTIVE_TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          />
        </label>
        <label>
          {t('form.priority')}
          <Select
            value={priority}
            onChange={(value) => choose({ priority: value })}
            aria-label={t('form.priority')}
            options={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
          />
        </label>
        <label>
          {t('form.due')}
          <Input
            aria-label={t('form.due')}
            value={dueText}
            maxLength={40}
            autoComplete="off"
            status={due.kind === 'bad' ? 'error' : ''}
            aria-invalid={due.kind === 'bad'}
            placeholder={t('form.dueHint')}
            title={t('form.dueHint')}
            onChange={(event) => setDueText(event.target.value)}
          />
          <output className="fs-dir-note">
            {due.kind === 'due'
              ? t('form.dueRead', { time: dateTimeText(due.ms) })
              : due.kind === 'bad'
                ? t('form.dueBad')
                : t('dueNone')}
          </output>
        </label>
      </FirstField>
      <label>
        {t('form.receivers')}
        <ReceiverPicker value={receivers} onChange={(value) => choose({ receivers: value })} />
      </label>
      <label>
        {t('form.title')}
        <Input value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <label>
        {t('form.text')}
        <Input.TextArea
          value={text}
          maxLength={8_000}
          autoSize={{ minRows: 5, maxRows: 14 }}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className="fs-dir-row">
        <label>
          {t('form.leader')}
          <Input value={leader} maxLength={80} onChange={(event) => setLeader(event.target.value)} />
        </label>
        <div className="fs-dir-pair">
          <span>{t('form.incident')}</span>
          <IncidentLink space={space} incident={incident} />
        </div>
        <label className="fs-dir-switch">
          <Switch
            size="small"
            checked={supervised}
            onChange={(value) => choose({ supervised: value })}
            aria-label={t('form.supervise')}
          />{' '}
          {t('form.supervise')}
        </label>
      </div>
      <div className="fs-dir-tools">
        <Button type="primary" htmlType="submit" disabled={missing.length > 0} loading={act.isBusy}>
          {sendWord}
        </Button>
        <Button onClick={() => write(null)}>{t('cancel')}</Button>
        <span className="fs-dir-note">
          {missing.length > 0 ? t('form.incomplete', { fields: missing.join(t('model:and')) }) : t('form.keys')}
        </span>
      </div>
    </form>
  )
}
