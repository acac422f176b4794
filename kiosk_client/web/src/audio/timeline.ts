import type { SpokenSentence } from '../protocol/messages';

/** A sentence with its place on the audio clock; seconds of the AudioContext. */
export interface Slot {
  readonly sentence: SpokenSentence;
  readonly start: number;
  readonly end: number;
}

/** Where the clock stands: the sentence being heard and the milliseconds since its audio began. */
export interface Position {
  readonly slot: Slot;
  readonly ms: number;
}

/** A sentence is never scheduled closer to now than this, in seconds, so that its first sample is not lost. */
export const LEAD = 0.015;

/**
 * Which sentence is heard when. Sentences follow back to back; one that comes late starts as soon as it can.
 * The mouth, the gestures, the captions and the `played` reports all ask here, with the audio clock's time.
 */
export class Timeline {
  private slots: Slot[] = [];

  /** The turn that is scheduled, or null. */
  get turn(): number | null {
    return this.slots.at(-1)?.sentence.turn_id ?? null;
  }

  /** When the last scheduled sentence ends, in seconds; 0 when nothing is scheduled. */
  get end(): number {
    return this.slots.at(-1)?.end ?? 0;
  }

  /**
   * Gives `sentence` the next place for `duration` seconds of sound. Of one that was cut `heard` seconds are over: it counts as begun so
   * much earlier, and its mouth and captions go on from there.
   */
  add(sentence: SpokenSentence, duration: number, now: number, heard = 0): Slot {
    const start = Math.max(now + LEAD, this.end) - heard;
    const slot = { sentence, start, end: start + Math.max(0, duration) };
    this.slots.push(slot);
    return slot;
  }

  /** What is heard at `time`, or null in silence. */
  at(time: number): Position | null {
    for (const slot of this.slots) {
      if (time >= slot.start && time < slot.end) return { slot, ms: (time - slot.start) * 1000 };
    }
    return null;
  }

  clear(): void {
    this.slots = [];
  }

  /** Forgets what ended before `time`, so that a long visit stays small. */
  trim(time: number): void {
    this.slots = this.slots.filter((slot) => slot.end > time);
  }
}
