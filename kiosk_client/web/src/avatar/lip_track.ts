import type { VisemeEntry } from '../protocol/messages';
import { VISEMES, type Weights } from './visemes';

/** Length of the cross-fade from one mouth shape to the next, milliseconds, centred on the border. */
export const CROSS_FADE_MS = 60;

/** Smooth step from 0 to 1. */
const ease = (x: number) => x * x * (3 - 2 * x);

/**
 * How much each viseme class shows at `ms` of a sentence; the shares sum to 1.
 *
 * A shape shorter than the cross-fade shortens it, so that every shape, a closed `m` above all, is fully reached once.
 * Before the first entry and after the end the mouth is at rest.
 *
 * @param track viseme entries in order of time @param duration length of the sentence in milliseconds
 */
export function shares(track: readonly VisemeEntry[], duration: number, ms: number): Map<string, number> {
  const at = indexAt(track, ms);
  const present = track[at];
  const name = present && ms < duration ? present[1] : 'sil';
  const result = new Map([[name, 1]]);
  if (!present || ms >= duration) return result;

  const start = present[0];
  const end = track[at + 1]?.[0] ?? duration;
  const fromBefore = fade(start - (track[at - 1]?.[0] ?? start - CROSS_FADE_MS), end - start);
  const toAfter = fade(end - start, (track[at + 2]?.[0] ?? Math.max(duration, end + CROSS_FADE_MS)) - end);
  if (ms < start + fromBefore) {
    const share = ease(0.5 + (ms - start) / (2 * fromBefore));
    blend(result, name, track[at - 1]?.[1] ?? 'sil', share);
  } else if (ms > end - toAfter) {
    const share = ease(0.5 + (end - ms) / (2 * toAfter));
    blend(result, name, track[at + 1]?.[1] ?? 'sil', share);
  }
  return result;
}

/** Half the cross-fade between two neighbours of these lengths. */
const fade = (one: number, other: number) => Math.max(0, Math.min(CROSS_FADE_MS, one, other)) / 2;

function blend(result: Map<string, number>, name: string, neighbour: string, share: number): void {
  if (neighbour === name) return;
  result.set(name, share);
  result.set(neighbour, 1 - share);
}

/** Index of the entry that holds at `ms`; -1 before the first. */
function indexAt(track: readonly VisemeEntry[], ms: number): number {
  let low = 0;
  let high = track.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((track[middle]?.[0] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The ARKit weights of the mouth at `ms` of a sentence. Unknown classes leave the mouth at rest. */
export function mouthAt(track: readonly VisemeEntry[], duration: number, ms: number): Weights {
  const weights: Weights = {};
  for (const [name, share] of shares(track, duration, ms)) {
    for (const [morph, weight] of Object.entries(VISEMES[name] ?? {})) {
      weights[morph] = (weights[morph] ?? 0) + weight * share;
    }
  }
  return weights;
}
