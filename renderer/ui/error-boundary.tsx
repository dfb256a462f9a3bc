// Keeps a failure inside its area: the rest of the console goes on. The area can be tried again.
import { Button, Result } from 'antd'
import { Component } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  /** Name of the area, in the present language. */
  readonly area: string
  readonly children: ReactNode
}
interface State {
  readonly error: Error | null
}

/** Shows a sentence instead of an area that threw. React itself writes the error to the window's log. */
export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return <Broken area={this.props.area} reason={error.message} onRetry={() => this.setState({ error: null })} />
  }
}

function Broken({
  area,
  reason,
  onRetry,
}: {
  readonly area: string
  readonly reason: string
  readonly onRetry: () => void
}) {
  const { t } = useTranslation(['app', 'common'])
  return (
    <Result
      status="error"
      title={t('app:broken', { area })}
      subTitle={reason}
      extra={<Button onClick={onRetry}>{t('common:retry')}</Button>}
    />
  )
}
