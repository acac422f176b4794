import type { AudioOutput } from './speech_player';
import type { Sound } from './wav';

/** `unavailable` when the browser has no Web Audio at all. */
export type AudioState = 'none' | 'suspended' | 'running' | 'closed' | 'unavailable';

/** Seconds of the fade that keeps an interruption from clicking; far below one frame. */
const FADE = 0.008;
/** A step of 大声点 or 小声点, and how far it goes; above this the recording would clip. */
const STEP = 1.5;
const LOUDEST = 2.25;
/** While somebody else seems to speak she is this much softer; the change takes so many seconds, too short to wait for. */
const DUCKED = 0.2;
const DUCKING = 0.04;
const QUIETEST = 0.2;
/** A device that claims to be later than this, in seconds, is not believed. */
const LONGEST_LATENCY = 0.35;

/** The browser's one AudioContext: playback, the clock, and the graph the microphone hangs on. */
export class SpeakerOutput implements AudioOutput {
  private context: AudioContext | null = null;
  private playing = new Set<AudioBufferSourceNode>();
  private master: GainNode | null = null;
  private meter: AnalyserNode | null = null;
  private volume = 1;
  private ducked = false;

  constructor(private readonly changed: (state: AudioState) => void) {}

  get state(): AudioState {
    if (!this.context) return 'none';
    return this.context.state === 'running' || this.context.state === 'closed' ? this.context.state : 'suspended';
  }

  get time(): number {
    return this.context?.currentTime ?? 0;
  }

  get latency(): number {
    const context = this.context;
    if (!context) return 0;
    const latency = context.outputLatency || context.baseLatency || 0;
    return Number.isFinite(latency) ? Math.min(LONGEST_LATENCY, Math.max(0, latency)) : 0;
  }

  /** The context, made at first need; null when the browser has none. */
  open(): AudioContext | null {
    if (this.context) return this.context;
    if (typeof AudioContext === 'undefined') {
      this.changed('unavailable');
      return null;
    }
    const context = new AudioContext({ latencyHint: 'interactive' });
    this.context = context;
    this.master = context.createGain();
    this.master.gain.value = this.volume;
    this.meter = context.createAnalyser();
    this.meter.fftSize = 256;
    this.master.connect(this.meter).connect(context.destination);
    context.onstatechange = () => this.changed(this.state);
    this.changed(this.state);
    return context;
  }

  /** Wakes the device; call it from a visitor's touch. Resolves whether it runs. */
  async resume(): Promise<boolean> {
    const context = this.open();
    if (!context) return false;
    if (context.state !== 'running') {
      // Without a gesture some browsers neither resume nor refuse: do not wait for them.
      const patience = new Promise<void>((resolve) => setTimeout(resolve, 500));
      await Promise.race([context.resume().catch(() => undefined), patience]);
    }
    this.changed(this.state);
    return this.state === 'running';
  }

  schedule(sound: Sound, when: number, offset: number): () => void {
    const context = this.open();
    if (!context || !this.master) return () => undefined;
    const buffer = context.createBuffer(1, sound.samples.length, sound.sampleRate);
    buffer.copyToChannel(sound.samples, 0);
    const gain = context.createGain();
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(gain).connect(this.master);
    this.playing.add(source);
    source.onended = () => {
      this.playing.delete(source);
      source.disconnect();
      gain.disconnect();
    };
    source.start(when, offset);
    return () => {
      const now = context.currentTime;
      gain.gain.setValueAtTime(1, now);
      gain.gain.linearRampToValueAtTime(0, now + FADE);
      source.stop(now + FADE);
    };
  }

  /** Louder or quieter by a step, as the citizen asked; a visit begins at full volume of the recording. */
  changeVolume(louder: boolean): void {
    this.open();
    this.volume = Math.min(LOUDEST, Math.max(QUIETEST, this.volume * (louder ? STEP : 1 / STEP)));
    this.applyVolume(0);
  }

  /** Softer while somebody else seems to speak, and back. */
  duck(on: boolean): void {
    if (this.ducked === on) return;
    this.ducked = on;
    this.applyVolume(DUCKING);
  }

  /** The next citizen's volume. */
  resetVolume(): void {
    this.volume = 1;
    this.ducked = false;
    this.applyVolume(0);
  }

  private applyVolume(seconds: number): void {
    if (!this.master || !this.context) return;
    const { gain } = this.master;
    const now = this.context.currentTime;
    gain.cancelScheduledValues(now);
    gain.setValueAtTime(gain.value, now);
    gain.linearRampToValueAtTime(this.volume * (this.ducked ? DUCKED : 1), now + seconds);
  }

  /** Root mean square of what leaves the page now, 0 to 1: proof of silence for tests and the watchful eye. */
  level(): number {
    if (!this.meter) return 0;
    const samples = new Float32Array(this.meter.fftSize);
    this.meter.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  }

  async close(): Promise<void> {
    const context = this.context;
    this.context = null;
    if (context && context.state !== 'closed') await context.close();
  }
}
