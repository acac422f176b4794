import { describe, expect, it, vi } from 'vitest';
import { type AudioOutput, silentDuration, SpeechPlayer } from '../src/audio/speech_player';
import { LEAD } from '../src/audio/timeline';
import type { Sound } from '../src/audio/wav';
import type { SpokenSentence } from '../src/protocol/messages';

/** A WAV of silence, base64. */
function wav(seconds: number, rate = 8000): string {
  const data = new DataView(new ArrayBuffer(44 + seconds * rate * 2));
  const put = (at: number, text: string) => [...text].forEach((c, n) => data.setUint8(at + n, c.charCodeAt(0)));
  put(0, 'RIFF');
  put(8, 'WAVEfmt ');
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, rate, true);
  data.setUint16(34, 16, true);
  put(36, 'data');
  data.setUint32(40, seconds * rate * 2, true);
  return btoa(String.fromCharCode(...new Uint8Array(data.buffer)));
}

const sentence = (index: number, seconds: number, turn_id = 1): SpokenSentence => ({
  type: 'sentence',
  turn_id,
  index,
  count: 2,
  text: '您好',
  gesture: 'none',
  audio: wav(seconds),
  sample_rate: 8000,
  duration_ms: seconds * 1000,
  visemes: [[0, 'a']],
  words: [],
  timing: 'exact',
});

/** A device whose clock a test moves. */
class Desk implements AudioOutput {
  time = 10;
  latency = 0;
  readonly scheduled: { sound: Sound; when: number; offset: number; silenced: boolean }[] = [];
  schedule(sound: Sound, when: number, offset: number) {
    const one = { sound, when, offset, silenced: false };
    this.scheduled.push(one);
    return () => {
      one.silenced = true;
    };
  }
}

function setUp() {
  const desk = new Desk();
  const log: string[] = [];
  const player = new SpeechPlayer(desk, {
    played: (turn, index, done) => log.push(`${turn}.${index} ${done ? 'end' : 'begin'}`),
    speaking: (on) => log.push(on ? 'on' : 'off'),
  });
  const to = (time: number) => {
    desk.time = time;
    player.tick();
  };
  return { desk, log, player, to };
}

describe('SpeechPlayer', () => {
  it('schedules sentences back to back on the audio clock', () => {
    const { desk, player } = setUp();
    player.add(sentence(0, 1));
    player.add(sentence(1, 0.5));
    expect(desk.scheduled.map((one) => one.when)).toEqual([10 + LEAD, 11 + LEAD]);
  });

  it('reports beginning and end of each sentence once, in order', () => {
    const { log, player, to } = setUp();
    player.add(sentence(0, 1));
    player.add(sentence(1, 1));
    for (let time = 10; time < 13; time += 0.033) to(time);
    expect(log).toEqual(['on', '1.0 begin', '1.0 end', '1.1 begin', '1.1 end', 'off']);
  });

  it('catches up when ticks were missed', () => {
    const { log, player, to } = setUp();
    player.add(sentence(0, 1));
    player.add(sentence(1, 1));
    to(30);
    expect(log).toEqual(['on', '1.0 begin', '1.0 end', '1.1 begin', '1.1 end', 'off']);
  });

  it('starts a late sentence as soon as it can', () => {
    const { desk, player, to } = setUp();
    player.add(sentence(0, 1));
    to(14);
    player.add(sentence(1, 1));
    expect(desk.scheduled[1]?.when).toBeCloseTo(14 + LEAD);
  });

  it('is silent after stop: sound, position and reports', () => {
    const { desk, log, player, to } = setUp();
    player.add(sentence(0, 1));
    player.add(sentence(1, 1));
    to(10.5);
    player.stop();
    expect(desk.scheduled.every((one) => one.silenced)).toBe(true);
    expect(player.position()).toBeNull();
    expect(player.turn).toBeNull();
    to(20);
    expect(log).toEqual(['on', '1.0 begin', 'off']);
  });

  it('pauses at once and goes on from the cut, each sentence reported once', () => {
    const { desk, log, player, to } = setUp();
    player.add(sentence(0, 1));
    player.add(sentence(1, 1));
    to(10.5);
    player.pause();
    expect(desk.scheduled.every((one) => one.silenced)).toBe(true);
    expect(player.position()).toBeNull();
    expect(player.turn).toBe(1);
    player.add(sentence(2, 1));
    to(15);
    player.goOn();
    expect(desk.scheduled.slice(2).map((one) => one.offset)).toEqual([expect.closeTo(0.5 - LEAD), 0, 0]);
    expect(desk.scheduled[2]?.when).toBeCloseTo(15 + LEAD);
    to(15.1);
    expect(player.position()?.ms).toBeCloseTo(500 - 2 * 1000 * LEAD + 100, 0);
    to(15.7);
    to(16.7);
    to(17.7);
    expect(log).toEqual(['on', '1.0 begin', 'off', 'on', '1.0 end', '1.1 begin', '1.1 end', '1.2 begin', '1.2 end', 'off']);
  });

  it('keeps nothing of a pause that ends in a stop', () => {
    const { desk, player, to } = setUp();
    player.add(sentence(0, 1));
    to(10.5);
    player.pause();
    player.stop();
    player.goOn();
    expect(player.active).toBe(false);
    expect(desk.scheduled).toHaveLength(1);
  });

  it('stands still while the device is suspended', () => {
    const { player, log, to } = setUp();
    player.add(sentence(0, 1));
    to(10);
    to(10);
    expect(player.active).toBe(true);
    expect(log).toEqual([]);
  });

  it('counts what is heard, not what is scheduled', () => {
    const { desk, player } = setUp();
    desk.latency = 0.2;
    player.add(sentence(0, 1));
    desk.time = 10 + LEAD + 0.1;
    expect(player.position()).toBeNull();
    desk.time = 10 + LEAD + 0.7;
    expect(player.position()?.ms).toBeCloseTo(500);
  });

  it('passes sound that cannot be decoded in silence', () => {
    const { desk, player } = setUp();
    const broken = { ...sentence(0, 1), audio: '***' };
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const slot = player.add(broken);
    expect((slot?.end ?? 0) - (slot?.start ?? 0)).toBeCloseTo(1);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
    expect(desk.scheduled).toHaveLength(0);
    expect(silentDuration({ ...broken, duration_ms: 0 })).toBeCloseTo(0.94);
  });
});
