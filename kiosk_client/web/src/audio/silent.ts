import type { AudioOutput } from './speech_player';

/** A clock without a device, for visits in text only: captions keep a reading pace by the page's own time. */
export class SilentOutput implements AudioOutput {
  readonly latency = 0;

  get time(): number {
    return performance.now() / 1000;
  }

  schedule(): () => void {
    return () => undefined;
  }
}
