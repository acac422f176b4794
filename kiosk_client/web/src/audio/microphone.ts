import { PcmFramer, Resampler } from './resampler';

/** Rate of the frames sent to the hall, hertz. */
export const CAPTURE_RATE = 16_000;
/** Length of a frame sent to the hall, milliseconds. */
export const FRAME_MS = 40;

export type MicState =
  | 'off'
  | 'starting'
  | 'on'
  /** The page is neither https nor localhost, so the browser gives no microphone. */
  | 'insecure'
  | 'refused'
  | 'missing'
  | 'failed';

export interface MicrophoneEvents {
  state(state: MicState): void;
  /** A frame of 16-bit little-endian mono PCM at `CAPTURE_RATE`. */
  frame(pcm: ArrayBuffer): void;
  /** Loudness of the last block, 0 to 1, for the ring around the button. */
  level(value: number): void;
}

/** What is said to a citizen whose microphone does not work. */
export const MIC_HELP: Partial<Record<MicState, string>> = {
  insecure: '当前网页连接不是加密连接（https），浏览器不允许使用麦克风。您可以打字或点按钮咨询。',
  refused: '麦克风未获允许。请在浏览器地址栏旁允许使用麦克风，或打字咨询。',
  missing: '没有找到麦克风。您可以打字或点按钮咨询。',
  failed: '麦克风暂时无法使用。您可以打字或点按钮咨询。',
};

/** Whether this page may ask for a microphone at all; null when it may. */
export function micObstacle(): MicState | null {
  if (!window.isSecureContext) return 'insecure';
  if (!navigator.mediaDevices?.getUserMedia || typeof AudioWorkletNode === 'undefined') return 'missing';
  return null;
}

function refusal(error: unknown): MicState {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return 'failed';
}

/** The microphone: on only between `start` and `stop`, and its tracks are released with it. */
export class Microphone {
  private current: MicState = 'off';
  private release: (() => void) | null = null;
  /** Grows with every start and stop, so that a start overtaken by a stop gives its tracks back. */
  private run = 0;
  private readonly prepared = new WeakSet<AudioContext>();

  /** @param workletAddress where capture_worklet.js is served (or a blob of it) */
  constructor(
    private readonly workletAddress: () => string,
    private readonly events: MicrophoneEvents,
  ) {}

  get state(): MicState {
    return this.current;
  }

  /** Opens the microphone on `context`. Resolves true when frames will flow, false with the reason in `state`. */
  async start(context: AudioContext | null): Promise<boolean> {
    if (this.current === 'on') return true;
    this.run += 1;
    const run = this.run;
    const obstacle = micObstacle();
    if (obstacle || !context) {
      this.enter(obstacle ?? 'failed');
      return false;
    }
    this.enter('starting');
    let stream: MediaStream | null = null;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
      });
      if (!this.prepared.has(context)) {
        await context.audioWorklet.addModule(this.workletAddress());
        this.prepared.add(context);
      }
      if (run !== this.run) {
        stopTracks(stream);
        return false;
      }
      this.connect(context, stream);
      this.enter('on');
      return true;
    } catch (error) {
      if (stream) stopTracks(stream);
      if (run === this.run) this.enter(refusal(error));
      return false;
    }
  }

  stop(): void {
    this.run += 1;
    this.release?.();
    this.release = null;
    this.events.level(0);
    if (this.current === 'on' || this.current === 'starting') this.enter('off');
  }

  private connect(context: AudioContext, stream: MediaStream): void {
    const source = context.createMediaStreamSource(stream);
    const capture = new AudioWorkletNode(context, 'xiaoxin-capture', { numberOfInputs: 1, numberOfOutputs: 1 });
    // The node is pulled only when it leads somewhere; it puts out silence.
    const mute = context.createGain();
    mute.gain.value = 0;
    source.connect(capture).connect(mute).connect(context.destination);
    const resampler = new Resampler(context.sampleRate, CAPTURE_RATE);
    const framer = new PcmFramer((CAPTURE_RATE * FRAME_MS) / 1000);
    capture.port.onmessage = (event: MessageEvent<Float32Array>) => {
      this.events.level(loudness(event.data));
      for (const frame of framer.push(resampler.push(event.data))) this.events.frame(frame);
    };
    const [track] = stream.getAudioTracks();
    if (track) {
      track.onended = () => {
        this.stop();
        this.enter('missing');
      };
    }
    this.release = () => {
      capture.port.onmessage = null;
      const rest = framer.flush((CAPTURE_RATE * 20) / 1000);
      if (rest) this.events.frame(rest);
      if (track) track.onended = null;
      source.disconnect();
      capture.disconnect();
      mute.disconnect();
      stopTracks(stream);
    };
  }

  private enter(state: MicState): void {
    if (this.current === state) return;
    this.current = state;
    this.events.state(state);
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Loudness of a block on a scale on which quiet speech is near 0.3 and loud speech near 1. */
function loudness(block: Float32Array): number {
  let sum = 0;
  for (const sample of block) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / Math.max(1, block.length) + 1e-9);
  return Math.max(0, Math.min(1, (decibels + 55) / 40));
}
