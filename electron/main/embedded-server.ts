// The first line an embedded coordination server prints for its parent: where it listens and a code to join it with.

export interface EmbeddedServer {
  readonly url: string
  readonly joinCode: string | undefined
}

/** Reads the announcement out of the output so far, or undefined when it is not there yet. */
export function readAnnouncement(output: string): EmbeddedServer | undefined {
  for (const line of output.split('\n')) {
    if (!line.startsWith('{')) continue
    try {
      const { url, joinCode } = JSON.parse(line) as { readonly url?: unknown; readonly joinCode?: unknown }
      if (typeof url === 'string' && /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+/.test(url))
        return { url, joinCode: typeof joinCode === 'string' ? joinCode : undefined }
    } catch {
      continue
    }
  }
  return undefined
}
