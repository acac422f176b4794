import type { AudioState } from '../audio/speaker';
import type { MicState } from '../audio/microphone';
import type { Caption } from '../captions/words';
import type { Answer } from '../protocol/answer';
import type { ConnectionState } from '../protocol/connection';
import type { HallState, Welcome } from '../protocol/messages';

/** One exchange as it is shown: what the citizen said and what was answered. */
export interface Exchange {
  turn: number;
  question: string;
  by: 'voice' | 'text' | 'choice';
  answer: Answer | null;
  /** The sentence that is being heard, by index; -1 when none is. */
  heard: number;
  /** All sentences have come. */
  complete: boolean;
  cancelled: boolean;
}

/** Everything the page shows. Changed only by `Visit`. */
export interface VisitState {
  connection: ConnectionState;
  attempt: number;
  retryMs: number;
  welcome: Welcome | null;
  hall: HallState;
  mic: MicState;
  handsFree: boolean;
  /** The microphone button is held down. */
  pushing: boolean;
  /** Loudness at the microphone, 0 to 1. */
  level: number;
  audio: AudioState;
  voice: boolean;
  elder: boolean;
  /** Black on white, for those who see little. */
  contrast: boolean;
  /** Something is being heard. */
  speaking: boolean;
  /** What has been heard of the citizen so far; may change. */
  partial: string;
  exchanges: Exchange[];
  caption: Caption | null;
  /** A message for the citizen that goes by itself: errors, nothing understood. */
  toast: string;
  /** The visit was renewed after a lost connection: the choices shown before are void. */
  renewed: boolean;
}

/** An answer is sought, made or spoken: there is something to interrupt. */
export const answering = (state: VisitState): boolean =>
  state.speaking || state.hall === 'thinking' || state.hall === 'speaking';

export function freshState(voice: boolean, elder: boolean): VisitState {
  return {
    connection: 'closed',
    attempt: 0,
    retryMs: 0,
    welcome: null,
    hall: 'idle',
    mic: 'off',
    handsFree: false,
    pushing: false,
    level: 0,
    audio: 'none',
    voice,
    elder,
    contrast: false,
    speaking: false,
    partial: '',
    exchanges: [],
    caption: null,
    toast: '',
    renewed: false,
  };
}
