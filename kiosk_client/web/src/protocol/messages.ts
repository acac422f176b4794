/** The visit protocol, version 1 (docs/protocol.md): the messages of both directions. */

import type { Answer, Choice, Gesture } from './answer';

export const PROTOCOL_VERSION = 1;
/** Characters a typed question may have after trimming. */
export const TEXT_LIMIT = 500;

export type Channel = 'kiosk' | 'widget';
/** `push` hears as long as the button is held, `tap` one utterance, `hands_free` all of them. */
export type ListenMode = 'tap' | 'push' | 'hands_free';
/** While somebody else seems to speak: softer, paused, or as before. */
export type Playback = 'play' | 'duck' | 'pause';
export type HallState = 'idle' | 'listening' | 'hearing' | 'thinking' | 'speaking';

export interface Hello {
  type: 'hello';
  version: number;
  channel: Channel;
  voice: boolean;
  elder: boolean;
  /** Speaking rate, 0.7 to 1.3; the hall itself slows down for elders. */
  rate: number;
  /** Whether partial captions are wanted. */
  draft: boolean;
  /** Place id of the kiosk on the hall map. */
  kiosk?: string;
}

export type ClientMessage =
  | Hello
  | { type: 'text'; text: string }
  | { type: 'choice'; id: string }
  | { type: 'listen'; mode: ListenMode; sample_rate: number }
  | { type: 'listen_stop' }
  | { type: 'interrupt' }
  | { type: 'played'; turn_id: number; index: number; done: boolean }
  | { type: 'settings'; voice?: boolean; elder?: boolean; rate?: number }
  | { type: 'ping' }
  | { type: 'bye' };

export interface HallFacts {
  name: string;
  short_name: string;
  digital_human: string;
  address: string;
  hotline: string;
}

export interface Welcome {
  type: 'welcome';
  version: number;
  visit_id: string;
  hall: HallFacts;
  /** The notice that voice and figure are AI-generated; always visible. */
  label: string;
  greeting: string;
  suggestions: Choice[];
  recognition: string | null;
  voice: { engine: string; notice: string } | null;
}

/** `[milliseconds from the start of the sentence's audio, viseme class]`; each lasts until the next. */
export type VisemeEntry = readonly [number, string];
/** `[milliseconds from the start of the sentence's audio, text that begins there]`. */
export type WordEntry = readonly [number, string];

/** One sentence, ready to be played. */
export interface SpokenSentence {
  type: 'sentence';
  turn_id: number;
  index: number;
  count: number;
  text: string;
  gesture: Gesture;
  /** Base64 of a WAV file, or null when the visit has no voice. */
  audio: string | null;
  /** Hertz. */
  sample_rate: number;
  duration_ms: number;
  visemes: VisemeEntry[];
  words: WordEntry[];
  timing: 'exact' | 'estimated';
}

export interface TurnAnswer extends Answer {
  type: 'answer';
  turn_id: number;
}

export type HallMessage =
  | Welcome
  | { type: 'state'; turn_id: number; value: HallState }
  | { type: 'partial'; turn_id: number; text: string }
  | { type: 'final'; turn_id: number; text: string; raw_text: string; by: 'voice' | 'text' | 'choice' }
  | { type: 'unheard'; turn_id: number; reason: string; message: string; ask: Choice[] }
  | TurnAnswer
  | SpokenSentence
  | { type: 'turn_end'; turn_id: number }
  | { type: 'playback'; turn_id: number; value: Playback }
  | { type: 'cancelled'; turn_id: number; reason: string; heard: number }
  | { type: 'error'; code: string; message: string; detail: string }
  | { type: 'pong' }
  | { type: 'visit_end'; reason: string };
