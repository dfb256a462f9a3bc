// Short tones for new incidents, made by the machine itself: the graver the level, the higher and the more strokes.

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

let context: AudioContext | null = null

/** Sounds for a level (0: ungraded) at a volume of 0 to 1. Silent where the browser refuses sound before a click. */
export function playTone(level: number, volume: number): void {
  context ??= new AudioContext()
  const audio = context
  const { hertz, strokes } = TONES[level] ?? UNGRADED
  const play = (): void => {
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
  if (audio.state === 'running') play()
  else void audio.resume().then(play, () => undefined)
}
