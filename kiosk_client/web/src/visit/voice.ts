import { SilentOutput } from '../audio/silent';
import { type AudioState, SpeakerOutput } from '../audio/speaker';
import { SpeechPlayer } from '../audio/speech_player';
import type { Position, Slot } from '../audio/timeline';
import { type Caption, captionAt } from '../captions/words';
import type { Playback, SpokenSentence } from '../protocol/messages';
import type { SpokenSlot } from './record';

export interface VoiceEvents {
  audio(state: AudioState): void;
  played(turn: number, index: number, done: boolean): void;
  speaking(on: boolean): void;
  caption(caption: Caption | null): void;
}

const TICK_MS = 33;

const sameCaption = (one: Caption | null, other: Caption | null) =>
  one?.said === other?.said && one?.now === other?.now && one?.next === other?.next;

/** Her voice in a visit: the player on the right clock, and the caption that follows it. */
export class Voice {
  readonly speaker: SpeakerOutput;
  private readonly silence = new SilentOutput();
  private player: SpeechPlayer;
  private ticker: ReturnType<typeof setInterval> | undefined;
  private shown: Caption | null = null;

  /** @param audible false for a visit in text only, whose captions keep a reading pace */
  constructor(
    audible: boolean,
    private readonly events: VoiceEvents,
  ) {
    this.speaker = new SpeakerOutput((state) => events.audio(state));
    this.player = this.playerFor(audible);
  }

  /** The turn that is being spoken or scheduled, or null. */
  get turn(): number | null {
    return this.player.turn;
  }

  /** Whether something is heard or will be. */
  get active(): boolean {
    return this.player.active;
  }

  /** Seconds of the audio clock that are being heard. */
  get heardTime(): number {
    return this.player.heardTime;
  }

  /** The sentence that is being heard, or null. */
  position(): Position | null {
    return this.player.position();
  }

  /** Changes between sound and silence; what is being said is cut. */
  setAudible(on: boolean): void {
    this.stop();
    this.player = this.playerFor(on);
  }

  /** Speaks `sentence` after what is scheduled; a sentence of another turn takes its place. */
  speak(sentence: SpokenSentence): SpokenSlot | null {
    if (this.player.turn !== null && this.player.turn !== sentence.turn_id) this.stop();
    const slot = this.player.add(sentence);
    // A timer rather than the frame loop, which may not be drawing.
    this.ticker ??= setInterval(() => this.tick(), TICK_MS);
    return slot && this.placed(slot);
  }

  /** Plays softer, pauses, or goes on where it paused, while somebody else seems to speak. */
  give(value: Playback): void {
    this.speaker.duck(value === 'duck');
    if (value === 'pause') {
      this.player.pause();
      this.show(null);
    } else {
      this.player.goOn();
    }
  }

  private placed(slot: Slot): SpokenSlot {
    const { sentence } = slot;
    return {
      turn: sentence.turn_id,
      index: sentence.index,
      start: Math.round(slot.start * 1000),
      end: Math.round(slot.end * 1000),
    };
  }

  /** Sound, mouth, gesture and caption end here and now. */
  stop(): void {
    this.player.stop();
    this.speaker.duck(false);
    this.show(null);
    clearInterval(this.ticker);
    this.ticker = undefined;
  }

  private playerFor(audible: boolean): SpeechPlayer {
    const device = audible && typeof AudioContext !== 'undefined' ? this.speaker : this.silence;
    return new SpeechPlayer(device, this.events);
  }

  private tick(): void {
    this.player.tick();
    const position = this.player.position();
    if (position) {
      const { text, words } = position.slot.sentence;
      this.show(captionAt(text, words, position.ms));
    } else if (!this.player.active) {
      this.stop();
    }
  }

  private show(caption: Caption | null): void {
    if (sameCaption(this.shown, caption)) return;
    this.shown = caption;
    this.events.caption(caption);
  }
}
