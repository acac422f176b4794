import type { Position } from '../audio/timeline';
import type { HallState } from '../protocol/messages';
import { Performance, type Still } from './performance';
import { readRepertoire, type Repertoire } from './poses';
import { AVATAR_FOLDER, Stage } from './stage';

/** What the figure is shown to the world by: the visit's state and the audio clock. */
export interface Cue {
  state: HallState;
  /** Seconds of the audio clock that are being heard. */
  heard: number;
  position: Position | null;
}

export interface TheatreOptions {
  draw: boolean;
  lite: boolean;
  still: Still | null;
  cue(): Cue;
  /** Called once a frame with the lip weights applied for `cue`. */
  sampled(cue: Cue, lips: Record<string, number>): void;
  note(event: string, detail?: string): void;
  /** The figure stands on the stage (first picture drawn, or applied when nothing is drawn). */
  shown(): void;
}

async function loadRepertoire(): Promise<Repertoire> {
  try {
    const response = await fetch(`${AVATAR_FOLDER}poses.json`);
    return readRepertoire(response.ok ? await response.json() : null);
  } catch {
    return readRepertoire(null);
  }
}

/** The figure on its stage with its frame loop. The loop rests while the page is hidden. */
export class Theatre {
  private readonly stage: Stage;
  private performance: Performance | null = null;
  private request = 0;
  private last = 0;
  private visible = false;
  private disposed = false;
  private readonly motion = window.matchMedia('(prefers-reduced-motion: reduce)');
  private readonly watcher: ResizeObserver;

  /** @throws Error when WebGL is missing and drawing was asked for */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly options: TheatreOptions,
  ) {
    this.stage = new Stage(canvas, options);
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(canvas);
    document.addEventListener('visibilitychange', this.turn);
    this.motion.addEventListener('change', this.calm);
    canvas.addEventListener('webglcontextlost', this.lost);
    canvas.addEventListener('webglcontextrestored', this.restored);
  }

  /** Brings the figure on. @throws Error when no model can be loaded */
  async open(): Promise<void> {
    const [repertoire] = await Promise.all([loadRepertoire(), this.stage.load()]);
    if (this.disposed) return;
    this.performance = new Performance(repertoire, this.options.still, this.motion.matches);
    this.options.note('renderer', this.stage.renderer);
    this.fit();
    this.turn();
  }

  close(): void {
    this.disposed = true;
    cancelAnimationFrame(this.request);
    this.watcher.disconnect();
    document.removeEventListener('visibilitychange', this.turn);
    this.motion.removeEventListener('change', this.calm);
    this.canvas.removeEventListener('webglcontextlost', this.lost);
    this.canvas.removeEventListener('webglcontextrestored', this.restored);
    this.stage.dispose();
  }

  private readonly step = (now: number): void => {
    this.request = requestAnimationFrame(this.step);
    const time = now / 1000;
    const elapsed = Math.min(0.25, Math.max(0, time - this.last));
    this.last = time;
    if (!this.performance) return;
    const cue = this.options.cue();
    this.stage.apply(this.performance.frame(time, cue.heard, cue.state, cue.position), elapsed);
    const lips = this.stage.appliedLips();
    if (lips) this.options.sampled(cue, lips);
    const drawn = this.stage.draw(time);
    if (!this.visible && (drawn || !this.options.draw)) {
      this.visible = true;
      this.options.shown();
    }
  };

  private readonly turn = (): void => {
    cancelAnimationFrame(this.request);
    if (!document.hidden && this.performance) this.request = requestAnimationFrame(this.step);
  };

  private readonly calm = (): void => {
    if (this.performance) this.performance.calm = this.motion.matches;
  };

  private readonly lost = (event: Event): void => {
    event.preventDefault();
    cancelAnimationFrame(this.request);
    this.options.note('context lost');
  };

  private readonly restored = (): void => {
    this.options.note('context restored');
    this.turn();
  };

  private fit(): void {
    this.stage.resize(this.canvas.clientWidth, this.canvas.clientHeight);
  }
}
