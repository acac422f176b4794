import { describe, expect, it } from 'vitest';
import { captionAt } from '../src/captions/words';
import { fit, floorName, floorParts } from '../src/cards/floors';
import { hasUnchecked, sourceLine } from '../src/cards/sources';
import { readPageOptions } from '../src/settings/address';

describe('captionAt', () => {
  const text = '请带身份证，到三楼。';
  const words: [number, string][] = [
    [0, '请'],
    [200, '带'],
    [400, '身份证'],
    [1000, '到'],
    [1200, '三楼'],
  ];

  it('always adds up to the sentence', () => {
    for (let ms = -10; ms < 2000; ms += 10) {
      const { said, now, next } = captionAt(text, words, ms);
      expect(said + now + next).toBe(text);
    }
  });

  it('marks the word being said, with its punctuation', () => {
    expect(captionAt(text, words, 500)).toEqual({ said: '请带', now: '身份证，', next: '到三楼。' });
  });

  it('bears words that are not in the text, and none at all', () => {
    expect(captionAt(text, [[0, '您']], 0).now).toBe(text);
    expect(captionAt(text, [], 0).now).toBe(text);
    expect(captionAt(text, [[500, '请']], 0).next).toBe(text);
  });
});

describe('floors', () => {
  it('names floors as people do', () => {
    expect(['1', '3F', 'F2', '-1', 'B1', '三层'].map(floorName)).toEqual(['一楼', '三楼', '二楼', '地下一层', 'B1', '三层']);
  });

  it('cuts a way where it changes floors', () => {
    const point = (floor: string, x: number) => ({ place: '', name: '', floor, x, y: 0 });
    const parts = floorParts([point('1', 0), point('1', 5), point('3', 5), point('3', 9)]);
    expect(parts.map((part) => [part.floor, part.points.length])).toEqual([
      ['1', 2],
      ['3', 2],
    ]);
  });

  it('draws north above south', () => {
    const [low, high] = fit([{ x: 0, y: 0 }, { x: 0, y: 10 }], 640, 300, 50);
    expect(high?.y).toBeLessThan(low?.y ?? 0);
  });

  it('fits points into the picture and bears a single one', () => {
    for (const points of [[{ x: 3, y: 7 }], [{ x: 0, y: 0 }, { x: 100, y: 1 }], [{ x: 5, y: 5 }, { x: 5, y: 5 }]]) {
      for (const spot of fit(points, 640, 300, 50)) {
        expect(spot.x).toBeGreaterThanOrEqual(50);
        expect(spot.x).toBeLessThanOrEqual(590);
        expect(spot.y).toBeGreaterThanOrEqual(50);
        expect(spot.y).toBeLessThanOrEqual(250);
      }
    }
  });
});

describe('sources', () => {
  const source = { kind: 'guide' as const, id: 'G001', revision: 2, field: '', approved: false };

  it('names each record once and leaves courtesies out', () => {
    const talk = { ...source, kind: 'talk' as const, id: '' };
    expect(sourceLine([source, talk, source])).toBe('办事指南 G001（第 2 版）');
    expect(sourceLine([talk])).toBe('');
    expect(hasUnchecked([talk])).toBe(false);
    expect(hasUnchecked([source])).toBe(true);
  });
});

describe('readPageOptions', () => {
  it('has sensible values without a query', () => {
    expect(readPageOptions('')).toEqual({
      kiosk: undefined,
      draw: true,
      avatar: true,
      lite: false,
      voice: true,
      elder: false,
      still: null,
    });
    expect(readPageOptions('?draw=0&lite=1&kiosk=K1').kiosk).toBe('K1');
  });
});
