import type { AudioState } from '../audio/speaker';
import type { MicState } from '../audio/microphone';
import type { HallState } from '../protocol/messages';

/** `[turn id or null in silence, milliseconds of the audio clock, lip morph weights as applied]`. */
export type LipSample = [number | null, number, Record<string, number>];

/** Something that happened, without what was said: `at` is performance.now(), `audio` milliseconds of the audio clock. */
export interface PageEvent {
  at: number;
  audio: number;
  type: string;
  turn: number | null;
  detail?: string;
}

/** A sentence on the audio clock, milliseconds. */
export interface SpokenSlot {
  turn: number;
  index: number;
  start: number;
  end: number;
}

/** What the page tells about itself in `window.__xiaoxin`, for tests, benches and a hall's engineer. */
export interface PageRecord {
  state: HallState;
  connection: string;
  lastTurn: number;
  lipSamples: LipSample[];
  sentences: SpokenSlot[];
  micState: MicState;
  audioState: AudioState;
  /** Loudness of what leaves the page at this moment, 0 to 1. */
  loudness: () => number;
  /** Messages dropped because their turn was over. */
  dropped: number;
  events: PageEvent[];
}

declare global {
  interface Window {
    __xiaoxin?: PageRecord;
  }
}

const MOST_SAMPLES = 2000;
const MOST_EVENTS = 1000;
const MOST_SENTENCES = 200;

export function freshRecord(): PageRecord {
  return {
    state: 'idle',
    connection: 'closed',
    lastTurn: -1,
    lipSamples: [],
    sentences: [],
    micState: 'off',
    audioState: 'none',
    loudness: () => 0,
    dropped: 0,
    events: [],
  };
}

/** Appends to a ring of limited length. */
function append<T>(ring: T[], entry: T, most: number): void {
  ring.push(entry);
  if (ring.length > most) ring.splice(0, ring.length - most);
}

export const addSample = (record: PageRecord, sample: LipSample): void =>
  append(record.lipSamples, sample, MOST_SAMPLES);
export const addEvent = (record: PageRecord, event: PageEvent): void => append(record.events, event, MOST_EVENTS);
export const addSlot = (record: PageRecord, slot: SpokenSlot): void => append(record.sentences, slot, MOST_SENTENCES);

/** Forgets the visit; the page's own events (renderer, model) are forgotten with it. */
export function wipeRecord(record: PageRecord): void {
  record.lastTurn = -1;
  record.lipSamples.length = 0;
  record.sentences.length = 0;
  record.events.length = 0;
  record.dropped = 0;
}
