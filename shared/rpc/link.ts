// A link carries frames between one view and its station: a MessagePort, a loopback WebSocket, or a pair in one process.
// Frames are JSON values; bytes travel as base64 text, so that every link carries exactly the same.

export interface Link<Out, In> {
  send(frame: Out): void
  /** Frames that arrived before a listener was set wait for it. One listener. */
  onFrame(listener: (frame: In) => void): void
  /** Called once, with a reason for people who read logs. */
  onClose(listener: (reason: string) => void): void
  close(reason: string): void
}
