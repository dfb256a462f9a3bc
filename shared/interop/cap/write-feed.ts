// The Atom feed (RFC 4287) of our alerts: an index of links to CAP documents, with CAP's own words beside them, as NWS gives it.
import { writeXml, xml } from '../xml/write-xml.ts'
import type { CapMessage } from './cap-model.ts'
import { CAP_1_2 } from './cap-model.ts'

export interface FeedItem {
  readonly message: CapMessage
  /** Address of the document. */
  readonly href: string
}

export interface FeedHead {
  /** Address of the feed itself: its id, too. */
  readonly href: string
  readonly title: string
  readonly author: string
  /** ISO; of the newest entry. */
  readonly updated: string
}

/** The feed as text. */
export function writeFeed(head: FeedHead, items: readonly FeedItem[]): string {
  return writeXml(
    xml('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:cap': CAP_1_2 }, [
      xml('id', {}, [head.href]),
      xml('title', {}, [head.title]),
      xml('updated', {}, [head.updated]),
      xml('author', {}, [xml('name', {}, [head.author])]),
      xml('link', { rel: 'self', type: 'application/atom+xml', href: head.href }),
      ...items.map(entryOut),
    ]),
  )
}

function entryOut({ message, href }: FeedItem) {
  const info = message.infos[0]
  const leaf = (tag: string, text: string | undefined) => (text === undefined ? undefined : xml(tag, {}, [text]))
  return xml('entry', {}, [
    xml('id', {}, [href]),
    xml('title', {}, [info?.headline ?? message.identifier]),
    xml('updated', {}, [message.sent]),
    xml('link', { rel: 'alternate', type: 'application/cap+xml', href }),
    leaf('cap:status', message.status),
    leaf('cap:msgType', message.msgType),
    leaf('cap:event', info?.event),
    leaf('cap:urgency', info?.urgency),
    leaf('cap:severity', info?.severity),
    leaf('cap:certainty', info?.certainty),
    leaf('cap:effective', info?.effective),
    leaf('cap:expires', info?.expires),
    leaf('cap:areaDesc', info?.areas[0]?.areaDesc),
  ])
}
