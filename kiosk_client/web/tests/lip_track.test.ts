import { describe, expect, it } from 'vitest';
import { CROSS_FADE_MS, mouthAt, shares } from '../src/avatar/lip_track';
import { LIP_MORPHS, VISEMES } from '../src/avatar/visemes';
import type { VisemeEntry } from '../src/protocol/messages';

const track: VisemeEntry[] = [
  [0, 'sil'],
  [100, 'm'],
  [180, 'a'],
  [400, 'u'],
  [600, 'sil'],
];
const DURATION = 700;

describe('shares', () => {
  it('sums to one at every millisecond', () => {
    for (let ms = -50; ms < 800; ms += 1) {
      const sum = [...shares(track, DURATION, ms).values()].reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 9);
    }
  });

  it('shows one shape alone in its middle and two alike at a border', () => {
    expect(shares(track, DURATION, 290)).toEqual(new Map([['a', 1]]));
    const border = shares(track, DURATION, 400);
    expect(border.get('a')).toBeCloseTo(0.5);
    expect(border.get('u')).toBeCloseTo(0.5);
  });

  it('fades over sixty milliseconds', () => {
    expect(shares(track, DURATION, 400 - CROSS_FADE_MS / 2).get('a')).toBeCloseTo(1);
    expect(shares(track, DURATION, 400 + CROSS_FADE_MS / 2).get('u')).toBeCloseTo(1);
  });

  it('never jumps', () => {
    let last = 0;
    for (let ms = 0; ms < DURATION; ms += 1) {
      const now = shares(track, DURATION, ms).get('a') ?? 0;
      expect(Math.abs(now - last)).toBeLessThan(0.06);
      last = now;
    }
  });

  it('reaches a shape that is shorter than the fade', () => {
    const short: VisemeEntry[] = [
      [0, 'a'],
      [200, 'm'],
      [230, 'a'],
    ];
    expect(shares(short, 400, 215).get('m')).toBeCloseTo(1);
  });

  it('keeps the mouth at rest before the track, after the end and without one', () => {
    expect(mouthAt([[100, 'a']], 500, 20)).toEqual({});
    expect(mouthAt(track, DURATION, 900)).toEqual({});
    expect(mouthAt([], DURATION, 100)).toEqual({});
  });
});

describe('mouthAt', () => {
  it('closes the lips for m and opens the jaw for a', () => {
    const closed = mouthAt(track, DURATION, 140);
    const open = mouthAt(track, DURATION, 290);
    expect(closed.jawOpen ?? 0).toBe(0);
    expect(closed.mouthRollLower).toBeGreaterThan(0.3);
    expect(open.jawOpen).toBeCloseTo(0.55);
  });

  it('takes an unknown class for rest', () => {
    expect(mouthAt([[0, 'x']], 500, 250)).toEqual({});
  });
});

describe('VISEMES', () => {
  it('has the classes of the protocol and weights within 0 and 1', () => {
    const classes = ['sil', 'a', 'o', 'e', 'i', 'u', 'v', 'm', 'f', 'z', 'zh', 'd', 'g'];
    expect(Object.keys(VISEMES).sort()).toEqual(classes.sort());
    for (const shape of Object.values(VISEMES)) {
      for (const weight of Object.values(shape)) expect(weight).toBeGreaterThan(0);
      for (const weight of Object.values(shape)) expect(weight).toBeLessThanOrEqual(1);
    }
  });

  it('tells ü from u', () => {
    expect(VISEMES.v?.mouthPucker).toBeGreaterThan((VISEMES.u?.mouthPucker ?? 1) + 0.1);
    expect(LIP_MORPHS).toContain('mouthShrugUpper');
  });
});
