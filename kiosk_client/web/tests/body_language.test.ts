import { describe, expect, it } from 'vitest';
import { IdleMotion } from '../src/avatar/idle';
import { joined, Performance, readStill } from '../src/avatar/performance';
import { heldDuration, heldTime, poseAt, readRepertoire } from '../src/avatar/poses';
import { fromDegrees, IDENTITY, multiply, slerp } from '../src/avatar/rotation';
import type { Slot } from '../src/audio/timeline';

const file = {
  stand: { Head: [0, 0, 0, 1], LeftArm: [0, 0, 0.2, 0.98] },
  gestures: {
    open: {
      duration: 2,
      hold: [0.5, 1.5],
      keyframes: [
        { t: 0, bones: { LeftArm: [0, 0, 0.2, 0.98] } },
        { t: 0.5, bones: { LeftArm: [0, 0, 1, 0] } },
        { t: 1.5, bones: { LeftArm: [0, 0, 1, 0] } },
        { t: 2, bones: { LeftArm: [0, 0, 0.2, 0.98] } },
      ],
    },
    broken: { keyframes: 'none' },
  },
};
const repertoire = readRepertoire(file);
const open = repertoire.motions.get('open');

describe('poses', () => {
  it('reads the file and leaves out what is malformed', () => {
    expect([...repertoire.motions.keys()]).toEqual(['open']);
    expect(repertoire.stand.get('LeftArm')?.[2]).toBeCloseTo(0.2, 2);
    expect(readRepertoire(null)).toEqual({ stand: new Map(), motions: new Map() });
  });

  it('holds a gesture at its height while the sentence lasts', () => {
    if (!open) throw new Error('no motion');
    expect(heldDuration(open, 3)).toBe(3);
    expect(heldDuration(open, 60)).toBe(4);
    expect(heldDuration(open, 1)).toBe(2);
    expect(heldTime(open, 3, 2.2)).toBe(1.5);
    expect(heldTime(open, 3, 2.75)).toBeCloseTo(1.75);
    expect(poseAt(open, repertoire.stand, heldTime(open, 3, 2)).get('LeftArm')?.[2]).toBeCloseTo(1);
  });
});

describe('rotations', () => {
  it('interpolates along the shorter way and stays unit length', () => {
    const quarter = fromDegrees(90, 0, 0);
    const half = slerp(IDENTITY, quarter, 0.5);
    expect(half[0]).toBeCloseTo(Math.sin(Math.PI / 8));
    const negated = quarter.map((part) => -part) as unknown as typeof quarter;
    expect(Math.abs(slerp(IDENTITY, negated, 0.5)[0])).toBeCloseTo(Math.sin(Math.PI / 8));
    expect(Math.hypot(...multiply(half, fromDegrees(10, 20, 30)))).toBeCloseTo(1);
  });
});

describe('IdleMotion', () => {
  it('blinks shut and open again, and keeps its angles small', () => {
    const idle = new IdleMotion(() => 0.5);
    let shut = 0;
    let frames = 0;
    for (let time = 0; time < 30; time += 1 / 60) {
      const { face, head, gaze } = idle.at(time, 'idle');
      if ((face.eyeBlinkLeft ?? 0) > 0.8) shut += 1;
      frames += 1;
      expect(Math.abs(head.yaw)).toBeLessThan(4);
      expect(Math.abs(gaze.yaw)).toBeLessThan(4);
    }
    expect(shut / frames).toBeGreaterThan(0.005);
    expect(shut / frames).toBeLessThan(0.08);
  });

  it('glances up while thinking and comes back', () => {
    const idle = new IdleMotion(() => 0.5);
    for (let time = 0; time < 2; time += 1 / 60) idle.at(time, 'thinking');
    expect(idle.at(2, 'thinking').gaze.pitch).toBeLessThan(-6);
    for (let time = 2; time < 4; time += 1 / 60) idle.at(time, 'idle');
    expect(Math.abs(idle.at(4, 'idle').gaze.pitch)).toBeLessThan(2);
  });

  it('only blinks when less motion is wanted', () => {
    const idle = new IdleMotion(() => 0.5, true);
    const turns = new Set<number>();
    for (let time = 0; time < 10; time += 0.1) turns.add(idle.at(time, 'idle').head.yaw);
    expect(turns.size).toBe(1);
  });
});

describe('Performance', () => {
  const slot = (turn_id: number, gesture: 'open' | 'none'): Slot => ({
    start: 5,
    end: 8,
    sentence: {
      type: 'sentence',
      turn_id,
      index: 0,
      count: 1,
      text: '好',
      gesture,
      audio: null,
      sample_rate: 0,
      duration_ms: 3000,
      visemes: [[0, 'a']],
      words: [],
      timing: 'exact',
    },
  });

  it('moves mouth and arm on the audio clock and rests in silence at once', () => {
    const show = new Performance(repertoire);
    const speaking = show.frame(0, 6, 'speaking', { slot: slot(1, 'open'), ms: 1000 });
    expect(speaking.face.jawOpen).toBeCloseTo(0.55);
    expect(speaking.pose.get('LeftArm')?.[2]).toBeCloseTo(1);
    const silent = show.frame(0.016, 6.016, 'speaking', null);
    expect(silent.face.jawOpen ?? 0).toBe(0);
    expect(silent.pose.get('LeftArm')?.[2]).toBeCloseTo(0.2, 2);
  });

  it('smiles less the more the mouth speaks', () => {
    expect(joined({ mouthSmileLeft: 0.2 }, {}).mouthSmileLeft).toBeCloseTo(0.2);
    expect(joined({ mouthSmileLeft: 0.2 }, { jawOpen: 1 }).mouthSmileLeft).toBeCloseTo(0.04);
    expect(joined({ mouthSmileLeft: 0.9 }, { mouthSmileLeft: 0.9 }).mouthSmileLeft).toBe(1);
  });

  it('reads forced stills', () => {
    expect(readStill('viseme:a')).toEqual({ viseme: 'a' });
    expect(readStill('gesture:greet@0.8')).toEqual({ gesture: 'greet', at: 0.8 });
    expect(readStill('viseme:qq')).toBeNull();
    expect(readStill(null)).toBeNull();
  });
});
