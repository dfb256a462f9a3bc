// Short tones for new incidents, made by the machine itself: the graver the level, the higher and the more strokes.
// A browser is silent until someone has clicked into the page; soundStore says so, that nobody relies on a bell that cannot ring.
import { createStore } from 'zustand/vanilla'

interface Tone {
  readonly hertz: number
  readonly strokes: number
}
const TONES: Readonly<Record<number, Tone>> = {
  1: { hertz: 988, strokes: 4 },
  2: { hertz: 880, strokes: 3 },
  3: { hertz: 659, strokes: 2 },
  4: { hertz: 523, strokes: 1 },
}
const UNGRADED: Tone = { hertz: 440, strokes: 1 }
const STROKE_S = 0.16
const GAP_S = 0.1
/** A tone that could not sound is made up for this long, not later. */
const MAKE_UP_MS = 20_000

export const soundStore = createStore<{ readonly isBlocked: boolean }>(() => ({ isBlocked: false }))

interface Wanted {
  readonly level: number
  readonly volume: number
  readonly atMs: number
}
let context: AudioContext | null = null
let wanted: Wanted | null = null

/** Sounds for a level (0: ungraded) at a volume of 0 to 1; later, or never, where the browser does not allow it yet. */
export function playTone(level: number, volume: number): void {
  const audio = (context ??= makeContext())
  if (audio.state === 'running') {
    strike(audio, level, volume)
    return
  }
  wanted = { level, volume, atMs: Date.now() }
  soundStore.setState({ isBlocked: true })
  // Stays pending until a click allows it; `statechange` tells.
  void audio.resume().catch(() => undefined)
}

function makeContext(): AudioContext {
  const audio = new AudioContext()
  audio.addEventListener('statechange', () => {
    if (audio.state !== 'running') return
    soundStore.setState({ isBlocked: false })
    if (wanted !== null && Date.now() - wanted.atMs < MAKE_UP_MS) strike(audio, wanted.level, wanted.volume)
    wanted = null
  })
  // The first click or key anywhere lets it sound.
  for (const name of ['pointerdown', 'keydown'] as const)
    globalThis.addEventListener(name, () => void audio.resume().catch(() => undefined), {
      capture: true,
      passive: true,
    })
  return audio
}

function strike(audio: AudioContext, level: number, volume: number): void {
  const { hertz, strokes } = TONES[level] ?? UNGRADED
  for (let stroke = 0; stroke < strokes; stroke += 1) {
    const from = audio.currentTime + stroke * (STROKE_S + GAP_S)
    const oscillator = audio.createOscillator()
    const gain = audio.createGain()
    oscillator.frequency.value = hertz
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(volume * 0.4, from + 0.02)
    gain.gain.linearRampToValueAtTime(0, from + STROKE_S)
    oscillator.connect(gain).connect(audio.destination)
    oscillator.start(from)
    oscillator.stop(from + STROKE_S)
  }
}
