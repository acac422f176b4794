import type { SpokenSentence } from '../protocol/messages';
import { type Position, type Slot, Timeline } from './timeline';
import { decodeWav, fromBase64, type Sound } from './wav';

/** What the player needs of an audio device; the browser's is `SpeakerOutput`, tests script their own. */
export interface AudioOutput {
  /** The device's clock in seconds. It stands still while the device is suspended. */
  readonly time: number;
  /** Seconds between a sample's time on the clock and its being heard. */
  readonly latency: number;
  /** Plays `sound` from `offset` seconds on at `when` on the clock; the returned function silences it at once. */
  schedule(sound: Sound, when: number, offset: number): () => void;
}

export interface SpeechEvents {
  /** `done` false when a sentence begins to be heard, true when it was heard to its end. */
  played(turn: number, index: number, done: boolean): void;
  /** Something is heard (true) or the last sentence has ended or was stopped (false). */
  speaking(on: boolean): void;
}

interface Scheduled extends Slot {
  sound: Sound | null;
  silence: () => void;
  begun: boolean;
}

/** A sentence, or what is left of it, that waits until she may go on. */
interface Held {
  sentence: SpokenSentence;
  sound: Sound | null;
  /** Seconds of it that were heard already. */
  heard: number;
  begun: boolean;
}

/** Milliseconds a caption stands for one character when there is no sound; a calm reading pace. */
const READING_MS = 170;

/** How long `sentence` takes without sound, in seconds. */
export function silentDuration(sentence: SpokenSentence): number {
  return Math.max(sentence.duration_ms, 600 + [...sentence.text].length * READING_MS) / 1000;
}

/**
 * Plays the sentences of a turn back to back on the audio clock, and is that clock for mouth, gesture and captions.
 * `tick` is called often (from a timer, so that it works while nothing is drawn) and turns times into events.
 */
export class SpeechPlayer {
  private readonly timeline = new Timeline();
  private scheduled: Scheduled[] = [];
  private held: Held[] | null = null;
  private sounding = false;

  constructor(
    private readonly output: AudioOutput,
    private readonly events: SpeechEvents,
  ) {}

  /** The moment that is being heard, in seconds of the audio clock. */
  get heardTime(): number {
    return this.output.time - this.output.latency;
  }

  /** The turn that is scheduled, or null. */
  get turn(): number | null {
    return this.timeline.turn ?? this.held?.[0]?.sentence.turn_id ?? null;
  }

  /** Whether something is heard or will be. */
  get active(): boolean {
    return this.scheduled.length > 0 || (this.held?.length ?? 0) > 0;
  }

  /** The sentence being heard, or null in silence. */
  position(): Position | null {
    return this.timeline.at(this.heardTime);
  }

  /** The sentence that is heard or comes next: what a caption shows while the clock still stands. */
  coming(): SpokenSentence | null {
    return this.scheduled[0]?.sentence ?? null;
  }

  /** Schedules `sentence` behind what is scheduled already. Sound that cannot be decoded is passed in silence. */
  add(sentence: SpokenSentence): Slot | null {
    const next = { sentence, sound: this.decode(sentence), heard: 0, begun: false };
    if (this.held === null) return this.put(next);
    this.held.push(next);
    return null;
  }

  /** Silence, now, but nothing is lost: `goOn` takes up where the clock stood. */
  pause(): void {
    if (this.held !== null) return;
    const now = this.heardTime;
    this.held = this.scheduled.map(({ sentence, sound, start, begun }) => ({
      sentence,
      sound,
      heard: Math.max(0, now - start),
      begun,
    }));
    this.silence();
  }

  /** What `pause` cut goes on from the cut, and what came meanwhile follows. */
  goOn(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const one of held) this.put(one);
  }

  /** Silence, now. Nothing of what was scheduled begins any more, and nothing more is reported as played. */
  stop(): void {
    this.held = null;
    this.silence();
  }

  /** Reports beginnings and ends that the clock has passed. */
  tick(): void {
    const now = this.heardTime;
    while (this.scheduled.length > 0) {
      const [next] = this.scheduled;
      if (!next || now < next.start) break;
      const { turn_id: turn, index } = next.sentence;
      this.sound(true);
      if (!next.begun) {
        next.begun = true;
        this.events.played(turn, index, false);
      }
      // `played` may have stopped everything; look again before going on.
      if (this.scheduled[0] !== next || now < next.end) break;
      this.scheduled.shift();
      this.events.played(turn, index, true);
    }
    if (this.scheduled.length === 0) {
      this.timeline.trim(now);
      this.sound(false);
    }
  }

  private put({ sentence, sound, heard, begun }: Held): Slot {
    const duration = sound ? sound.samples.length / sound.sampleRate : silentDuration(sentence);
    const slot = this.timeline.add(sentence, duration, this.output.time, heard);
    const silence = sound ? this.output.schedule(sound, slot.start + heard, heard) : () => undefined;
    this.scheduled.push({ ...slot, sound, silence, begun });
    return slot;
  }

  private silence(): void {
    for (const one of this.scheduled) one.silence();
    this.scheduled = [];
    this.timeline.clear();
    this.sound(false);
  }

  private decode(sentence: SpokenSentence): Sound | null {
    if (sentence.audio === null) return null;
    try {
      const sound = decodeWav(fromBase64(sentence.audio));
      return sound.samples.length > 0 ? sound : null;
    } catch (error) {
      console.warn('a sentence came with sound that cannot be played', error);
      return null;
    }
  }

  private sound(on: boolean): void {
    if (this.sounding === on) return;
    this.sounding = on;
    this.events.speaking(on);
  }
}
