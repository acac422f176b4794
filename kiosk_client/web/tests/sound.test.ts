import { describe, expect, it } from 'vitest';
import { PcmFramer, Resampler } from '../src/audio/resampler';
import { decodeWav, fromBase64, WavError } from '../src/audio/wav';

const tone = (frequency: number, rate: number, seconds: number) =>
  Float32Array.from({ length: rate * seconds }, (_, n) => Math.sin((2 * Math.PI * frequency * n) / rate));

const power = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

/** Feeds `samples` in blocks of uneven length. */
function run(resampler: Resampler, samples: Float32Array): Float32Array {
  const out: number[] = [];
  for (let at = 0, size = 100; at < samples.length; at += size, size = 100 + (size * 7) % 900) {
    out.push(...resampler.push(samples.subarray(at, at + size)));
  }
  return Float32Array.from(out);
}

describe('Resampler', () => {
  it.each([48_000, 44_100, 16_000, 96_000])('keeps a 1 kHz tone from %i Hz', (rate) => {
    const out = run(new Resampler(rate, 16_000), tone(1000, rate, 1));
    expect(out.length).toBeGreaterThan(15_900);
    expect(out.length).toBeLessThanOrEqual(16_000);
    expect(power(out.subarray(200))).toBeCloseTo(Math.SQRT1_2, 2);
    // Block borders leave no clicks: a 1 kHz tone at 16 kHz changes by at most 0.39 a sample.
    const jumps = out.slice(201).map((sample, n) => Math.abs(sample - (out[n + 200] ?? 0)));
    expect(Math.max(...jumps)).toBeLessThan(0.42);
  });

  it('removes what 16 kHz cannot carry', () => {
    const out = run(new Resampler(48_000, 16_000), tone(11_000, 48_000, 0.5));
    expect(power(out.subarray(200))).toBeLessThan(0.01);
  });

  it('refuses rates that are none', () => {
    expect(() => new Resampler(0, 16_000)).toThrow(RangeError);
    expect(() => new Resampler(Number.NaN, 16_000)).toThrow(RangeError);
  });
});

describe('PcmFramer', () => {
  it('cuts frames of equal length and clips', () => {
    const framer = new PcmFramer(4);
    const frames = framer.push(Float32Array.of(0, 1, -1, 2, 0.5, -2));
    expect(frames).toHaveLength(1);
    expect([...new Int16Array(frames[0] as ArrayBuffer)]).toEqual([0, 32767, -32767, 32767]);
    expect([...new Int16Array(framer.flush(1) as ArrayBuffer)]).toEqual([16384, -32767]);
    expect(framer.flush(1)).toBeNull();
  });
});

describe('decodeWav', () => {
  it('refuses what is not a WAV file', () => {
    expect(() => decodeWav(new ArrayBuffer(3))).toThrow(WavError);
    expect(() => decodeWav(fromBase64(btoa('RIFF....WAVE')))).toThrow(WavError);
    expect(() => fromBase64('!')).toThrow(WavError);
  });

  it('mixes channels and reads a data chunk that promises too much', () => {
    const view = new DataView(new ArrayBuffer(44 + 8));
    const put = (at: number, text: string) => [...text].forEach((c, n) => view.setUint8(at + n, c.charCodeAt(0)));
    put(0, 'RIFF');
    put(8, 'WAVEfmt ');
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 2, true);
    view.setUint32(24, 24_000, true);
    view.setUint16(34, 16, true);
    put(36, 'data');
    view.setUint32(40, 0xffffffff, true);
    [16384, 0, -16384, -16384].forEach((sample, n) => view.setInt16(44 + 2 * n, sample, true));
    const sound = decodeWav(view.buffer);
    expect(sound.sampleRate).toBe(24_000);
    expect([...sound.samples]).toEqual([0.25, -0.5]);
  });
});
