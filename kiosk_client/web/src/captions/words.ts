import type { WordEntry } from '../protocol/messages';

/** A sentence cut by what of it has been heard: `said` + `now` + `next` is the sentence. */
export interface Caption {
  said: string;
  now: string;
  next: string;
}

/** Where a word of the sentence begins and ends (UTF-16 units) and when it is said (milliseconds). */
interface Place {
  ms: number;
  from: number;
  to: number;
}

/**
 * Finds each word in the sentence, in order. A word that cannot be found (spoken text differs from written) shares the
 * place of the one before, and punctuation between words belongs to the word before it.
 */
export function wordPlaces(sentence: string, words: readonly WordEntry[]): Place[] {
  const places: Place[] = [];
  let cursor = 0;
  for (const [ms, word] of words) {
    const from = word === '' ? -1 : sentence.indexOf(word, cursor);
    if (from === -1) continue;
    places.push({ ms, from, to: from + word.length });
    cursor = from + word.length;
  }
  places.forEach((place, index) => {
    place.to = places[index + 1]?.from ?? sentence.length;
  });
  return places;
}

/** The caption at `ms` of the sentence's audio. Without word times the whole sentence is `now`. */
export function captionAt(sentence: string, words: readonly WordEntry[], ms: number): Caption {
  const places = wordPlaces(sentence, words);
  if (places.length === 0) return { said: '', now: sentence, next: '' };
  const present = places.filter((place) => place.ms <= ms).at(-1);
  if (!present) return { said: '', now: '', next: sentence };
  return {
    said: sentence.slice(0, present.from),
    now: sentence.slice(present.from, present.to),
    next: sentence.slice(present.to),
  };
}
