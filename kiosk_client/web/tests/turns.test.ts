import { describe, expect, it } from 'vitest';
import type { HallMessage } from '../src/protocol/messages';
import { readMessage } from '../src/protocol/reading';
import { TurnGate } from '../src/protocol/turns';

const end = (turn_id: number): HallMessage => ({ type: 'turn_end', turn_id });
const partial = (turn_id: number): HallMessage => ({ type: 'partial', turn_id, text: '你好' });
const state = (turn_id: number): HallMessage => ({ type: 'state', turn_id, value: 'idle' });

describe('TurnGate', () => {
  it('drops what is older than the newest turn', () => {
    const gate = new TurnGate();
    expect(gate.accepts(partial(3))).toBe(true);
    expect(gate.accepts(end(2))).toBe(false);
    expect(gate.accepts(state(2))).toBe(false);
    expect(gate.accepts(end(3))).toBe(true);
    expect(gate.dropped).toBe(2);
  });

  it('lets through what belongs to no turn', () => {
    const gate = new TurnGate();
    gate.accepts(partial(9));
    expect(gate.accepts({ type: 'pong' })).toBe(true);
    expect(gate.accepts({ type: 'error', code: 'busy', message: '', detail: '' })).toBe(true);
  });

  it('drops the output of a cancelled turn, but not its state', () => {
    const gate = new TurnGate();
    gate.accepts(partial(4));
    gate.accepts({ type: 'cancelled', turn_id: 4, reason: 'interrupt', heard: 0 });
    expect(gate.accepts(end(4))).toBe(false);
    expect(gate.accepts(state(4))).toBe(true);
    expect(gate.accepts(partial(5))).toBe(true);
  });

  it('is deaf at once to a turn that was silenced here', () => {
    const gate = new TurnGate();
    gate.accepts(partial(4));
    gate.cancel(4);
    expect(gate.accepts(end(4))).toBe(false);
    expect(gate.accepts({ type: 'cancelled', turn_id: 4, reason: 'interrupt', heard: 0 })).toBe(true);
  });

  it('counts anew in a new visit', () => {
    const gate = new TurnGate();
    gate.accepts(partial(7));
    gate.cancel();
    gate.reset();
    expect(gate.accepts(partial(1))).toBe(true);
  });
});

describe('readMessage', () => {
  it('gives null for what cannot be read', () => {
    for (const frame of ['', '[]', '7', '{', '{"type":"sentence"}', '{"type":"state","turn_id":1,"value":"dancing"}']) {
      expect(readMessage(frame)).toBeNull();
    }
    expect(readMessage('{"type":"unheard_of","turn_id":1}')).toBeNull();
  });

  it('fills what is missing with neutral values', () => {
    const message = readMessage('{"type":"sentence","turn_id":2,"gesture":"fly","visemes":[[5,"a"],["x"],[1,"m"]]}');
    expect(message).toMatchObject({ gesture: 'none', audio: null, duration_ms: 0, words: [], timing: 'estimated' });
    expect(message).toHaveProperty('visemes', [
      [1, 'm'],
      [5, 'a'],
    ]);
  });

  it('leaves out cards and choices it cannot show', () => {
    const message = readMessage(
      JSON.stringify({
        type: 'answer',
        turn_id: 1,
        say: [{ text: '好' }],
        show: [{ kind: 'hologram' }, { kind: 'notice', text: '文字' }, 3],
        ask: [{ label: '没有编号' }, { id: 'c1', label: '可以选' }],
      }),
    );
    expect(message).toMatchObject({ show: [{ kind: 'notice', text: '文字' }], ask: [{ id: 'c1' }], sources: [] });
  });
});
