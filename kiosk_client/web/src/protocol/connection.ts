import type { ClientMessage, HallMessage, Hello } from './messages';
import { readMessage } from './reading';

/** `ready` once the hall has welcomed the visit; `lost` while waiting to try again; `closed` when nothing is wanted. */
export type ConnectionState = 'closed' | 'connecting' | 'ready' | 'lost';

/** The part of WebSocket that is used; tests script their own. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  send(data: string | ArrayBuffer): void;
  close(code?: number): void;
}

export interface ConnectionEvents {
  message(message: HallMessage): void;
  /** `attempt` counts the tries since the last welcome; `retryMs` is the wait before the next. */
  state(state: ConnectionState, attempt: number, retryMs: number): void;
}

const OPEN = 1;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const PING_EVERY_MS = 20_000;
/** A hall that says nothing for this long after a ping is gone. */
const PONG_WITHIN_MS = 10_000;
/** A hall that takes longer than this to open and welcome is not there. */
const WELCOME_WITHIN_MS = 10_000;
/** Microphone frames are dropped rather than queued behind a stalled network. */
const MOST_BUFFERED_BYTES = 256 * 1024;

/** The wait before try number `attempt` (1 is the first repeat), in milliseconds: doubling, capped, with 20 % jitter. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempt - 1));
  return Math.round(base * (0.8 + 0.4 * random()));
}

/** One visit's websocket, with hello, heartbeat and reconnection. Each reconnection is a new visit. */
export class HallConnection {
  private socket: Socket | null = null;
  private wanted = false;
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private current: ConnectionState = 'closed';

  constructor(
    private readonly address: string,
    private readonly hello: () => Hello,
    private readonly events: ConnectionEvents,
    private readonly open: (address: string) => Socket = (target) => new WebSocket(target) as unknown as Socket,
  ) {}

  get state(): ConnectionState {
    return this.current;
  }

  /** Connects and stays connected until `close`. */
  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.attempt = 0;
    this.connect();
  }

  /** Tries again at once, for a visitor who does not want to wait. */
  retryNow(): void {
    if (!this.wanted || this.current !== 'lost') return;
    clearTimeout(this.retry);
    this.connect();
  }

  /** Sends a message; false when the visit is not established. */
  send(message: ClientMessage): boolean {
    if (this.current !== 'ready' || this.socket?.readyState !== OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends a frame of 16-bit little-endian mono PCM; false when it was dropped. */
  sendAudio(frame: ArrayBuffer): boolean {
    if (this.current !== 'ready' || this.socket?.readyState !== OPEN) return false;
    if (this.socket.bufferedAmount > MOST_BUFFERED_BYTES) return false;
    this.socket.send(frame);
    return true;
  }

  /** Says bye when a visit is on, closes, and stays closed. */
  close(): void {
    this.send({ type: 'bye' });
    this.wanted = false;
    this.drop();
    this.enter('closed', 0);
  }

  private connect(): void {
    this.drop();
    this.enter('connecting', 0);
    let socket: Socket;
    try {
      socket = this.open(this.address);
    } catch {
      this.lost();
      return;
    }
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(JSON.stringify(this.hello()));
    socket.onmessage = (event) => {
      if (this.socket === socket && typeof event.data === 'string') this.receive(event.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
    socket.onerror = () => undefined; // a close event always follows
    this.deadline = setTimeout(() => this.lost(), WELCOME_WITHIN_MS);
  }

  private receive(frame: string): void {
    const message = readMessage(frame);
    if (message === null) {
      console.warn('a message from the hall could not be read');
      return;
    }
    // Any sign of life will do: a hall busy with speaking need not answer the ping first.
    clearTimeout(this.deadline);
    if (message.type === 'welcome') {
      this.attempt = 0;
      this.beat();
      this.enter('ready', 0);
    }
    if (message.type !== 'pong') this.events.message(message);
  }

  private beat(): void {
    clearInterval(this.heartbeat);
    this.heartbeat = setInterval(() => {
      if (!this.send({ type: 'ping' })) return;
      clearTimeout(this.deadline);
      this.deadline = setTimeout(() => this.lost(), PONG_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  private lost(): void {
    this.drop();
    if (!this.wanted) return;
    this.attempt += 1;
    const wait = retryDelay(this.attempt);
    this.enter('lost', wait);
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private drop(): void {
    clearTimeout(this.retry);
    clearTimeout(this.deadline);
    clearInterval(this.heartbeat);
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
      try {
        socket.close(1000);
      } catch {
        // a socket that never opened may refuse; it is let go of either way
      }
    }
  }

  private enter(state: ConnectionState, retryMs: number): void {
    this.current = state;
    this.events.state(state, this.attempt, retryMs);
  }
}

/** The websocket address of the hall at `origin` (an http or https origin). */
export function visitAddress(origin: string): string {
  const address = new URL('/ws', origin);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}
