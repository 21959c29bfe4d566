/** Two short notes, made here and not fetched. Heard through the wall, not through the ceiling. */
let context: AudioContext | undefined;

/** Browsers let a page sound only after the person has done something; signing in is that. */
export function prepareSound(): void {
  try {
    context ??= new AudioContext();
    void context.resume();
  } catch {
    // A machine without sound still has the window and the desktop alert.
  }
}

export function ring(): void {
  prepareSound();
  if (!context) return;
  const at = context.currentTime;
  for (const [after, pitch] of [
    [0, 880],
    [0.22, 660],
    [0.44, 880],
  ] as const) {
    const tone = context.createOscillator();
    const loud = context.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.0001, at + after);
    loud.gain.exponentialRampToValueAtTime(0.25, at + after + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + after + 0.2);
    tone.connect(loud).connect(context.destination);
    tone.start(at + after);
    tone.stop(at + after + 0.21);
  }
}

export const RING_EVERY = 20_000;
