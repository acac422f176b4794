/** Zero crossings of the windowed sinc on each side, counted at the lower of the two rates. */
const CROSSINGS = 12;

/**
 * Streaming sample-rate conversion by a Blackman-windowed sinc whose cut-off is the lower Nyquist frequency
 * (J. O. Smith, Digital Audio Resampling). Blocks may have any length; nothing is lost or repeated at their borders.
 */
export class Resampler {
  private readonly ratio: number;
  private readonly cutoff: number;
  private readonly reach: number;
  private history: Float32Array;
  /** Position of the next output sample, in input samples from the start of `history`. */
  private position: number;

  /** @param from input rate in hertz @param to output rate in hertz @throws RangeError when a rate is not positive */
  constructor(from: number, to: number) {
    if (!(from > 0) || !(to > 0)) throw new RangeError('sample rates must be positive');
    this.ratio = from / to;
    this.cutoff = Math.min(1, to / from);
    this.reach = Math.ceil(CROSSINGS / this.cutoff);
    this.history = new Float32Array(this.reach);
    this.position = this.reach;
  }

  /** Takes a block and returns the output samples that it completes. */
  push(block: Float32Array): Float32Array {
    if (this.ratio === 1) return block.slice();
    const input = new Float32Array(this.history.length + block.length);
    input.set(this.history);
    input.set(block, this.history.length);
    const last = input.length - this.reach;
    const count = Math.max(0, Math.ceil((last - this.position) / this.ratio));
    const output = new Float32Array(count);
    for (let at = 0; at < count; at += 1) output[at] = this.interpolate(input, this.position + at * this.ratio);
    const next = this.position + count * this.ratio;
    const keepFrom = Math.max(0, Math.floor(next) - this.reach);
    this.history = input.slice(keepFrom);
    this.position = next - keepFrom;
    return output;
  }

  private interpolate(input: Float32Array, position: number): number {
    const from = Math.max(0, Math.ceil(position - this.reach));
    const to = Math.min(input.length - 1, Math.floor(position + this.reach));
    let sum = 0;
    for (let at = from; at <= to; at += 1) sum += (input[at] ?? 0) * this.kernel(at - position);
    return sum;
  }

  private kernel(distance: number): number {
    const x = Math.PI * distance * this.cutoff;
    const sinc = x === 0 ? 1 : Math.sin(x) / x;
    const phase = (Math.PI * distance) / this.reach;
    return this.cutoff * sinc * (0.42 + 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase));
  }
}

/** Cuts a stream of samples into frames of equal length of 16-bit little-endian PCM. */
export class PcmFramer {
  private frame: Int16Array<ArrayBuffer>;
  private filled = 0;

  /** @param samples length of a frame in samples */
  constructor(private readonly samples: number) {
    this.frame = new Int16Array(samples);
  }

  /** Takes samples in -1..1 and returns the frames they complete. */
  push(samples: Float32Array): ArrayBuffer[] {
    const done: ArrayBuffer[] = [];
    for (const sample of samples) {
      const clipped = Math.max(-1, Math.min(1, sample));
      this.frame[this.filled] = Math.round(clipped * 32767);
      this.filled += 1;
      if (this.filled === this.samples) {
        done.push(this.frame.buffer);
        this.frame = new Int16Array(this.samples);
        this.filled = 0;
      }
    }
    return done;
  }

  /** The rest, if it is at least `least` samples long, as a last shorter frame. */
  flush(least: number): ArrayBuffer | null {
    const rest = this.filled >= least ? this.frame.slice(0, this.filled).buffer : null;
    this.filled = 0;
    return rest;
  }
}
