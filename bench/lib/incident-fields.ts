// The workload's documents as this program stores them.
import type { JsonFields } from '../../shared/base/json.ts'
import type { Doc, Update } from './workload.ts'

/** The workload's document as an incident: every field of one, and the bench's own beside them. */
export function incidentFields(doc: Doc): JsonFields {
  return {
    number: `FJYJ-${doc.id}`,
    title: doc.title,
    category: doc.category,
    level: doc.level,
    status: doc.status,
    position: { lon: doc.lon, lat: doc.lat },
    place: '',
    occurredAt: doc.createdAt,
    receivedAt: doc.createdAt,
    recordedAt: doc.createdAt,
    sourceKind: 'agency',
    sourceChannel: 'system',
    sourceName: doc.reporter,
    description: doc.description,
    demonstration: false,
    ...updateFields(doc),
  }
}

/** An update, under the same names in every engine. */
export function updateFields({ status, level, note, updatedAt, editor, n, t }: Update): JsonFields {
  return { status, level, note, updatedAt, editor, n, t }
}
