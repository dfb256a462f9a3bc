// What an audit record was about, in words: orders by their names, ids by the names of the directory.
import { useTranslation } from 'react-i18next'
import { useAgencyWords, useOfficers, useSpaces, useStations } from './directory.ts'

const ORDERS: ReadonlySet<string> = new Set(['admin', 'gateways'])
const SWITCHES: ReadonlySet<string> = new Set(['sessionEnded', 'factor'])

/** Words for (event, about). */
export function useAuditWords(): (event: string, about: string) => string {
  const { t } = useTranslation('admin')
  const [officers, stations, spaces] = [useOfficers(), useStations(), useSpaces()]
  const agencyWords = useAgencyWords()
  const names = new Map([
    ...officers.map(({ id, is }) => [id, is.displayName] as const),
    ...stations.map(({ id, is }) => [id, is.name] as const),
    ...spaces.map(({ id, is }) => [id, is.name] as const),
  ])
  const named = (id: string): string => names.get(id) ?? agencyWords(id)
  const exported = (about: string): string => {
    const [what = '', form = '', count = '', ...subject] = about.split(' ')
    return t('audit.exportLine', {
      what: t(`audit.exported.${what}`, { defaultValue: what }),
      form: t(`audit.form.${form}`, { defaultValue: form }),
      count: Number(count),
      subject: subject.join(' '),
    }).trim()
  }
  return (event, about) => {
    if (SWITCHES.has(event))
      return t(`audit.${event === 'factor' ? 'factorStep' : event}.${about}`, { defaultValue: about })
    if (event === 'tellExport') return exported(about)
    if (event === 'setCutOff') return t(`audit.cutOff.${about}`)
    if (!ORDERS.has(event)) return named(about)
    const [order = '', ...rest] = about.split(' ')
    return [t(`audit.order.${order}`, { defaultValue: order }), named(rest.join(' '))].join(' ').trim()
  }
}
