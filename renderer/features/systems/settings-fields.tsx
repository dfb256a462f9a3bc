// The settings of a kind as fields, from its schema; groups inside frames, lists that grow and shrink, JSON where nothing
// simpler fits. Words: setting-words.ts.
import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Choice, FormField } from '../../../shared/interop/gateway-form.ts'
import { AgencySelect } from './agency-select.tsx'
import { useSettingWords } from './setting-words.ts'
import { toForm } from './settings-values.ts'

type Path = readonly (string | number)[]

interface Props {
  readonly kind: string
  readonly fields: readonly FormField[]
  /** Where in the form's values they stand. */
  readonly at: Path
  /** Secrets the server has, by name. */
  readonly kept: readonly string[]
  /** Inside a group that may be left out whole nothing must be filled in. */
  readonly mayBeEmpty?: boolean
}

export function SettingsFields({ kind, fields, at, kept, mayBeEmpty = false }: Props) {
  return (
    <div className="fs-settings">
      {fields.map((field) => (
        <SettingField key={field.name} kind={kind} field={field} at={at} kept={kept} mayBeEmpty={mayBeEmpty} />
      ))}
    </div>
  )
}

interface FieldProps extends Omit<Props, 'fields'> {
  readonly field: FormField
}

function SettingField({ kind, field, at, kept, mayBeEmpty = false }: FieldProps) {
  const { t } = useTranslation('systems')
  const words = useSettingWords(kind)
  const { label, hint } = words.of(field.path, field.name)
  const name = [...at, field.name]
  if (field.type === 'group')
    return (
      <fieldset className="fs-setting-group" data-wide="">
        <legend>{label}</legend>
        {hint !== '' && <p className="fs-note">{hint}</p>}
        <SettingsFields kind={kind} fields={field.fields} at={name} kept={[]} mayBeEmpty={!field.isRequired} />
      </fieldset>
    )
  if (field.type === 'list') return <SettingList kind={kind} field={field} name={name} label={label} hint={hint} />
  const isKept = field.type === 'text' && field.isSecret && kept.includes(field.name)
  return (
    <Form.Item
      name={[...name]}
      label={label}
      {...(isWide(field) ? { 'data-wide': '' } : {})}
      {...(hint === '' ? {} : { extra: hint })}
      {...(field.type === 'flag' ? { valuePropName: 'checked' } : {})}
      rules={
        field.isRequired && !mayBeEmpty && !isKept && field.type !== 'flag'
          ? [{ required: true, message: t('setup.required') }]
          : []
      }
    >
      {inputOf(field, isKept ? t('setup.secretKept') : '', words.value)}
    </Form.Item>
  )
}

/** A line of its own for what is long. */
function isWide(field: FormField): boolean {
  return field.type === 'json' || field.type === 'texts' || (field.type === 'text' && (field.isLong || field.isSecret))
}

function inputOf(field: FormField, placeholder: string, word: (value: Choice) => string): ReactNode {
  switch (field.type) {
    case 'text':
      if (field.isSecret) return <Input.Password autoComplete="new-password" placeholder={placeholder} />
      return field.isLong ? (
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} spellCheck={false} />
      ) : (
        <Input spellCheck={false} {...(field.most === null ? {} : { maxLength: field.most })} />
      )
    case 'number':
      return (
        <InputNumber
          className="fs-setting-number"
          {...(field.isWhole ? { precision: 0 } : {})}
          {...(field.least === null ? {} : { min: field.least })}
          {...(field.most === null ? {} : { max: field.most })}
        />
      )
    case 'flag':
      return <Switch />
    case 'agency':
      return <AgencySelect />
    case 'choice':
      return (
        <Select
          allowClear={!field.isRequired && field.initial === undefined}
          options={field.choices.map((value) => ({ value, label: word(value) }))}
        />
      )
    case 'texts':
      return (
        <Select
          mode={field.choices === null ? 'tags' : 'multiple'}
          tokenSeparators={[',', '，', ';', '；', ' ']}
          options={wellKnown(field).map((value) => ({ value, label: word(value) }))}
        />
      )
    default:
      return <Input.TextArea autoSize={{ minRows: 3, maxRows: 14 }} spellCheck={false} className="fs-system-message" />
  }
}

/** Choices, or what it begins with: those have words. */
function wellKnown({ choices, initial }: FormField & { readonly type: 'texts' }): readonly Choice[] {
  return choices ?? (Array.isArray(initial) ? initial.filter((one) => typeof one === 'string') : [])
}

interface ListProps {
  readonly kind: string
  readonly field: FormField & { readonly type: 'list' }
  readonly name: Path
  readonly label: string
  readonly hint: string
}

function SettingList({ kind, field, name, label, hint }: ListProps) {
  const { t } = useTranslation('systems')
  return (
    <fieldset className="fs-setting-group" data-wide="">
      <legend>{label}</legend>
      {hint !== '' && <p className="fs-note">{hint}</p>}
      <Form.List name={[...name]}>
        {(lines, { add, remove }) => (
          <>
            {lines.map((line, at) => (
              <div key={line.key} className="fs-setting-line">
                <div>
                  {/* Inside a list names count from the list. */}
                  <SettingsFields kind={kind} fields={field.fields} at={[line.name]} kept={[]} />
                </div>
                <Button
                  size="small"
                  type="text"
                  icon={<MinusCircleOutlined aria-hidden />}
                  aria-label={t('setup.removeLine', { count: at + 1 })}
                  onClick={() => remove(line.name)}
                />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add(toForm(field.fields, {}))}>
              {t('setup.addLine')}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  )
}
