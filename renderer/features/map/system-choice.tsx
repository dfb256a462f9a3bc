// In which coordinates a base map lies, as a form field, with what that means for its place under the incidents.
import { Form, Radio } from 'antd'
import { useTranslation } from 'react-i18next'

/** The form field `system`. */
export function SystemChoice() {
  const { t } = useTranslation('map')
  return (
    <Form.Item name="system" className="fs-map-wide" label={t('dialog.system')} extra={t('dialog.gcj02Note')}>
      <Radio.Group
        options={[
          { value: 'WGS84', label: t('dialog.wgs84') },
          { value: 'GCJ02', label: t('dialog.gcj02') },
        ]}
      />
    </Form.Item>
  )
}
