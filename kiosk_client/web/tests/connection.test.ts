import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HallConnection, retryDelay, type Socket, visitAddress } from '../src/protocol/connection';
import type { Hello } from '../src/protocol/messages';

class ScriptedSocket implements Socket {
  binaryType = '';
  readyState = 0;
  bufferedAmount = 0;
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  onerror: Socket['onerror'] = null;
  readonly sent: (string | ArrayBuffer)[] = [];
  send(data: string | ArrayBuffer) {
    this.sent.push(data);
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen?.(new Event('open'));
  }
  says(message: object | string) {
    const data = typeof message === 'string' ? message : JSON.stringify(message);
    this.onmessage?.({ data } as MessageEvent);
  }
  fails() {
    this.readyState = 3;
    this.onclose?.({} as CloseEvent);
  }
}

const hello: Hello = { type: 'hello', version: 1, channel: 'kiosk', voice: true, elder: false, rate: 1, draft: true };

function setUp() {
  const sockets: ScriptedSocket[] = [];
  const states: string[] = [];
  const messages: string[] = [];
  const connection = new HallConnection(
    'ws://hall/ws',
    () => hello,
    { message: (message) => messages.push(message.type), state: (state) => states.push(state) },
    () => {
      const socket = new ScriptedSocket();
      sockets.push(socket);
      return socket;
    },
  );
  const newest = () => sockets.at(-1) as ScriptedSocket;
  return { connection, sockets, states, messages, newest };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('HallConnection', () => {
  it('says hello first and is ready once welcomed', () => {
    const { connection, newest, states, messages } = setUp();
    connection.start();
    expect(connection.send({ type: 'interrupt' })).toBe(false);
    newest().opens();
    expect(JSON.parse(newest().sent[0] as string)).toEqual(hello);
    newest().says({ type: 'welcome', version: 1 });
    expect(states).toEqual(['connecting', 'ready']);
    expect(messages).toEqual(['welcome']);
    expect(connection.send({ type: 'interrupt' })).toBe(true);
  });

  it('comes back by itself, waiting longer each time', () => {
    const { connection, sockets, newest, states } = setUp();
    connection.start();
    newest().fails();
    expect(states.at(-1)).toBe('lost');
    vi.advanceTimersByTime(700);
    expect(sockets).toHaveLength(2);
    newest().fails();
    vi.advanceTimersByTime(700);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(600);
    expect(sockets).toHaveLength(3);
    newest().opens();
    newest().says({ type: 'welcome' });
    expect(states.at(-1)).toBe('ready');
  });

  it('takes a hall that does not answer a ping for lost', () => {
    const { connection, newest, states } = setUp();
    connection.start();
    newest().opens();
    newest().says({ type: 'welcome' });
    vi.advanceTimersByTime(20_000);
    expect(newest().sent.at(-1)).toBe('{"type":"ping"}');
    newest().says({ type: 'pong' });
    vi.advanceTimersByTime(12_000);
    expect(states.at(-1)).toBe('ready');
    vi.advanceTimersByTime(20_000);
    expect(states.at(-1)).not.toBe('ready');
  });

  it('takes a hall that never welcomes for lost', () => {
    const { connection, newest, states } = setUp();
    connection.start();
    newest().opens();
    vi.advanceTimersByTime(10_000);
    expect(states.at(-1)).toBe('lost');
  });

  it('says bye and stays away', () => {
    const { connection, sockets, newest } = setUp();
    connection.start();
    newest().opens();
    newest().says({ type: 'welcome' });
    connection.close();
    expect(sockets[0]?.sent.at(-1)).toBe('{"type":"bye"}');
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    connection.start();
    expect(sockets).toHaveLength(2);
  });

  it('survives frames it cannot read', () => {
    const { connection, newest, messages } = setUp();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    connection.start();
    newest().opens();
    newest().says('not json');
    newest().says({ type: 'sentence' });
    expect(messages).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  it('drops microphone frames behind a stalled network', () => {
    const { connection, newest } = setUp();
    connection.start();
    newest().opens();
    newest().says({ type: 'welcome' });
    expect(connection.sendAudio(new ArrayBuffer(3200))).toBe(true);
    newest().bufferedAmount = 1e6;
    expect(connection.sendAudio(new ArrayBuffer(3200))).toBe(false);
  });
});

describe('retryDelay', () => {
  it('doubles up to a limit, with jitter', () => {
    expect(retryDelay(1, () => 0.5)).toBe(500);
    expect(retryDelay(3, () => 0.5)).toBe(2000);
    expect(retryDelay(30, () => 1)).toBe(18_000);
  });
});

describe('visitAddress', () => {
  it('follows the page: secure pages use a secure socket', () => {
    expect(visitAddress('http://hall.example:8080')).toBe('ws://hall.example:8080/ws');
    expect(visitAddress('https://hall.example')).toBe('wss://hall.example/ws');
  });
});
