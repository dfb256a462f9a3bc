// The table of event codes of the shown space: which one is in use, an office's own put in its place, and back again.
import { App, Alert, Button, Form, Input, Modal, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CodeTable } from '../../../shared/model/code-table.ts'
import { codeTableDifference } from '../../../shared/model/code-table.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { saveTold } from '../../link/told-exports.ts'
import { viewHost } from '../../link/view-host.ts'
import { useOwnCodeTable } from '../../state/code-table.ts'
import { useReferenceData } from '../../state/reference-data.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { writeSheet } from '../../ui/spreadsheet.ts'
import type { CodeFile } from './read-code-file.ts'
import { CODE_FILE_EXTENSIONS, readCodeFile } from './read-code-file.ts'

/** Columns of the file as which the table is saved, with their widths in characters; it can be read back. */
const SAVED = [
  ['code', 10],
  ['name', 40],
  ['nameEn', 50],
  ['pinyin', 40],
  ['initials', 20],
] as const
/** Lines of a list shown before it is cut. */
const SHOWN = 12

export function TablesTab() {
  const { t } = useTranslation('admin')
  const { message, modal } = App.useApp()
  const space = useSpaceId()
  const { shippedCodes, codes } = useReferenceData()
  const { own, isContradicted } = useOwnCodeTable()
  const why = useRefusal('rule.write')
  const [file, setFile] = useState<CodeFile | null>(null)
  const inUse = own ?? shippedCodes
  const isOff = why !== null || space === null

  const put = async (table: CodeTable | null): Promise<boolean> => {
    if (space === null) return false
    const done = await runCommand(space, 'setCodeTable', { table })
    if (!done.ok) {
      message.error(faultWords(done.fault))
      return false
    }
    message.success(t('tables.done'))
    return true
  }
  const choose = async (): Promise<void> => {
    const [chosen] = await viewHost().chooseFiles({ extensions: [...CODE_FILE_EXTENSIONS], multiple: false })
    if (chosen === undefined) return
    const read = await readCodeFile(chosen.name, chosen.bytes)
    if (read.ok) setFile(read.value)
    else message.error(t(read.fault.kind === 'malformed' ? 'tables.noCodes' : 'tables.tooLarge'))
  }
  const save = async (): Promise<void> => {
    if (inUse === null || space === null) return
    const columns = SAVED.map(([column, width]) => ({ title: t(`tables.${column}`), width }))
    const rows = inUse.codes.map((row) => [row.code, row.name, row.nameEn, row.pinyin, row.initials])
    const told = { space, what: 'codeTable', how: 'xlsx', count: rows.length } as const
    await saveTold(told, `event-codes-${inUse.version}.xlsx`, await writeSheet('event codes', columns, rows))
  }
  const back = (): void => {
    modal.confirm({
      title: t('tables.backTitle'),
      content: t('tables.backNote'),
      okText: t('tables.back'),
      onOk: () => put(null).then(() => undefined),
    })
  }
  return (
    <>
      <p className="fs-note">{t('tables.note')}</p>
      {isContradicted && <Alert type="warning" showIcon title={t('tables.contradicted')} className="fs-admin-gap" />}
      {inUse !== null && (
        <p>
          {t(own === null ? 'tables.shipped' : 'tables.own', { version: inUse.version, count: inUse.codes.length })}
          <span className="fs-note" lang={own === null ? 'en' : undefined}>
            {' '}
            {inUse.source}
          </span>
        </p>
      )}
      <div className="fs-admin-bar">
        <Button type="primary" disabled={isOff} onClick={() => void choose()}>
          {t('tables.replace')}
        </Button>
        <Button disabled={inUse === null} onClick={() => void save()}>
          {t('tables.save')}
        </Button>
        {own !== null && (
          <Button disabled={isOff} onClick={back}>
            {t('tables.back')}
          </Button>
        )}
      </div>
      <Table
        size="small"
        rowKey="code"
        dataSource={codes}
        pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('tables.code'), dataIndex: 'code', width: 100 },
          { title: t('tables.name'), render: (_, { name }) => <span lang="zh-CN">{name}</span> },
          { title: t('tables.nameEn'), render: (_, { nameEn }) => <span lang="en">{nameEn}</span> },
          { title: t('tables.initials'), dataIndex: 'initials', width: 140 },
        ]}
      />
      {file !== null && (
        <PutDialog
          file={file}
          before={codes}
          onPut={async (version) => {
            if (await put({ version, source: file.source, codes: file.codes })) setFile(null)
          }}
          onClose={() => setFile(null)}
        />
      )}
    </>
  )
}

interface PutProps {
  readonly file: CodeFile
  readonly before: readonly { readonly code: string; readonly name: string }[]
  readonly onPut: (version: string) => Promise<void>
  readonly onClose: () => void
}

/** What would change, and the name the table is known by from then on. */
function PutDialog({ file, before, onPut, onClose }: PutProps) {
  const { t } = useTranslation('admin')
  const [isBusy, setIsBusy] = useState(false)
  const { added, removed, renamed } = codeTableDifference(before, file.codes)
  const nameOf = new Map([...before, ...file.codes].map(({ code, name }) => [code, name]))
  const named = (code: string): string => `${code} ${nameOf.get(code) ?? ''}`
  return (
    <Modal open title={t('tables.putTitle')} width={720} footer={null} onCancel={onClose}>
      <p>{t('tables.read', { count: file.codes.length })}</p>
      <Changes title={t('tables.added', { count: added.length })} lines={added.map(named)} />
      <Changes title={t('tables.removed', { count: removed.length })} lines={removed.map(named)} />
      <Changes
        title={t('tables.renamed', { count: renamed.length })}
        lines={renamed.map(({ code, from, to }) => `${code} ${from} → ${to}`)}
      />
      {removed.length > 0 && <p className="fs-note">{t('tables.removedNote')}</p>}
      {file.refused.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('tables.refused', { count: file.refused.length })}
          description={
            <Changes
              title=""
              lines={file.refused.map(({ line, text, why }) =>
                t('tables.refusedLine', { line, text, why: t(`tables.flaw.${why}`) }),
              )}
            />
          }
          className="fs-admin-gap"
        />
      )}
      <Form
        layout="inline"
        initialValues={{ version: file.version }}
        onFinish={({ version }: { readonly version: string }) => {
          setIsBusy(true)
          void onPut(version.trim()).finally(() => setIsBusy(false))
        }}
      >
        <Form.Item name="version" label={t('tables.version')} rules={[{ required: true, message: t('required') }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('tables.put')}
        </Button>
      </Form>
    </Modal>
  )
}

function Changes({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  const { t } = useTranslation('admin')
  return (
    <>
      {title !== '' && <h3>{title}</h3>}
      {lines.length > 0 && (
        <ul className="fs-admin-changes">
          {lines.slice(0, SHOWN).map((line) => (
            <li key={line} lang="zh-CN">
              {line}
            </li>
          ))}
          {lines.length > SHOWN && <li>{t('tables.more', { count: lines.length - SHOWN })}</li>}
        </ul>
      )}
    </>
  )
}
