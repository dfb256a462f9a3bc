// The settings of a kind as fields, from its schema; groups inside frames, lists that grow and shrink, JSON where nothing
// simpler fits. A field's words are `gateways:<kind>.<path>`.
import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormField } from '../../../shared/interop/gateway-form.ts'

type Path = readonly (string | number)[]

interface Props {
  readonly kind: string
  readonly fields: readonly FormField[]
  /** Where in the form's values they stand. */
  readonly at: Path
  /** Secrets the server has, by name. */
  readonly kept: readonly string[]
}

export function SettingsFields({ kind, fields, at, kept }: Props) {
  return fields.map((field) => <SettingField key={field.name} kind={kind} field={field} at={at} kept={kept} />)
}

interface FieldProps extends Omit<Props, 'fields'> {
  readonly field: FormField
}

function SettingField({ kind, field, at, kept }: FieldProps) {
  const { t } = useTranslation(['systems', 'gateways'])
  const label = t(`gateways:${kind}.${field.path}`, { defaultValue: field.name })
  const hint = t(`gateways:${kind}.${field.path}_hint`, { defaultValue: '' })
  const name = [...at, field.name]
  if (field.type === 'group')
    return (
      <fieldset className="fs-setting-group">
        <legend>{label}</legend>
        {hint !== '' && <p className="fs-note">{hint}</p>}
        <SettingsFields kind={kind} fields={field.fields} at={name} kept={[]} />
      </fieldset>
    )
  if (field.type === 'list') return <SettingList kind={kind} field={field} name={name} label={label} hint={hint} />
  const isKept = field.type === 'text' && field.isSecret && kept.includes(field.name)
  return (
    <Form.Item
      name={[...name]}
      label={label}
      {...(hint === '' ? {} : { extra: hint })}
      {...(field.type === 'flag' ? { valuePropName: 'checked' } : {})}
      rules={
        field.isRequired && !isKept && field.type !== 'flag' ? [{ required: true, message: t('setup.required') }] : []
      }
    >
      {inputOf(field, isKept ? t('setup.secretKept') : '', (value) =>
        t(`gateways:values.${value}`, { defaultValue: value }),
      )}
    </Form.Item>
  )
}

function inputOf(field: FormField, placeholder: string, word: (value: string) => string): ReactNode {
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
          options={(field.choices ?? []).map((value) => ({ value, label: word(value) }))}
        />
      )
    default:
      return <Input.TextArea autoSize={{ minRows: 3, maxRows: 14 }} spellCheck={false} className="fs-system-message" />
  }
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
    <fieldset className="fs-setting-group">
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
            <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
              {t('setup.addLine')}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  )
}
