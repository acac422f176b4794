import type { HallMessage } from './messages';

/** Kinds of message that make up a turn's output; they are worthless once the turn is cancelled. */
const OUTPUT = new Set<HallMessage['type']>(['partial', 'final', 'unheard', 'answer', 'sentence', 'turn_end', 'playback']);

/**
 * Lets through what belongs to the newest turn and drops what is late.
 *
 * A message with an older turn id than the newest seen is dropped; so is the output of a turn that was cancelled, by
 * the hall or here (a visitor's touch silences at once, before the hall has answered).
 */
export class TurnGate {
  private newest = -1;
  private cancelled = -1;
  /** How many messages were dropped. */
  dropped = 0;

  /** The newest turn id seen; -1 before the first. */
  get turn(): number {
    return this.newest;
  }

  /** A new visit counts its turns from the beginning. */
  reset(): void {
    this.newest = -1;
    this.cancelled = -1;
  }

  /** Silences every turn up to and including `turn`. */
  cancel(turn: number = this.newest): void {
    this.cancelled = Math.max(this.cancelled, turn);
  }

  isCancelled(turn: number): boolean {
    return turn <= this.cancelled;
  }

  /** Whether `message` is to be acted on. */
  accepts(message: HallMessage): boolean {
    if (!('turn_id' in message)) return true;
    const late = message.turn_id < this.newest || (OUTPUT.has(message.type) && this.isCancelled(message.turn_id));
    if (late) {
      this.dropped += 1;
      return false;
    }
    this.newest = message.turn_id;
    if (message.type === 'cancelled') this.cancel(message.turn_id);
    return true;
  }
}
