import {
  DirectionalLight,
  HemisphereLight,
  NeutralToneMapping,
  PerspectiveCamera,
  Scene,
  SRGBColorSpace,
  WebGLRenderer,
} from 'three';
import { Body } from './body';
import type { Frame } from './performance';

/** Where the hall serves the figure. */
export const AVATAR_FOLDER = '/assets/avatar/';
const FULL_MODEL = 'xiaoxin.glb';
const LITE_MODEL = 'xiaoxin.lite.glb';

/** Below this many frames a second the light model is taken. */
const LEAST_FPS = 20;
/** How long the speed is measured, seconds. */
const MEASURE = 3;
/** Most pixels drawn: on a graphics card, and by software. */
const MOST_PIXELS = 2_600_000;
const MOST_PIXELS_SOFTWARE = 260_000;
/** In software, the least time between two frames and the share of time that drawing may take. */
const SOFTWARE_INTERVAL = 1 / 12;
const SOFTWARE_SHARE = 0.5;
const FIELD_OF_VIEW = 20;

export interface StageOptions {
  /** False computes every frame but draws none: no WebGL at all. */
  draw: boolean;
  /** True forces the light model. */
  lite: boolean;
  note(event: string, detail?: string): void;
}

/** Whether this renderer draws on the processor. */
export const isSoftware = (renderer: string) => /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);

/** The scene with the figure. Drawing is separate from applying, so that a slow picture never slows the mouth. */
export class Stage {
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 20);
  private readonly drawing: Drawing | null;
  private body: Body | null = null;
  private size = { width: 0, height: 0 };
  /** Model in use: `full`, `lite` or null before one is there. */
  model: 'full' | 'lite' | null = null;

  /** @throws Error when WebGL is missing and drawing was asked for */
  constructor(
    canvas: HTMLCanvasElement,
    private readonly options: StageOptions,
  ) {
    this.drawing = options.draw ? new Drawing(canvas) : null;
    const sky = new HemisphereLight(0xf4f8ff, 0xb9c4d6, 2.1);
    const key = new DirectionalLight(0xfff3e6, 1.9);
    key.position.set(1.2, 2.6, 2.6);
    const fill = new DirectionalLight(0xdfeaff, 0.7);
    fill.position.set(-2.2, 1.4, 1.8);
    const rim = new DirectionalLight(0xffffff, 1.1);
    rim.position.set(-0.8, 2.4, -2.4);
    this.scene.add(sky, key, fill, rim);
  }

  get software(): boolean {
    return this.drawing?.software ?? false;
  }

  get renderer(): string {
    return this.drawing?.name ?? 'none';
  }

  /** Loads the figure; tries the light one when the full one is not to be had. @throws Error when neither is. */
  async load(): Promise<void> {
    const lite = this.options.lite || this.software;
    try {
      await this.take(lite ? LITE_MODEL : FULL_MODEL, lite);
    } catch {
      await this.take(lite ? FULL_MODEL : LITE_MODEL, !lite);
    }
  }

  /** Applies `frame` to bones and morphs. */
  apply(frame: Frame, elapsed: number): void {
    this.body?.apply(frame, elapsed);
  }

  /** The lip weights that were applied; null without a speaking face. */
  appliedLips(): Record<string, number> | null {
    return this.body?.speaks ? this.body.appliedLips() : null;
  }

  /** Draws what was applied, when the renderer is ready for another frame. `time` in seconds. True when drawn. */
  draw(time: number): boolean {
    if (!this.drawing || !this.body || this.size.width === 0) return false;
    const drawn = this.drawing.draw(this.scene, this.camera, time);
    const fps = this.drawing.measuredFps(time);
    if (fps !== null && fps < LEAST_FPS && this.model === 'full') {
      this.options.note('lite', `${fps.toFixed(1)} fps`);
      this.take(LITE_MODEL, true).catch(() => undefined);
    }
    return drawn;
  }

  /** Fits the picture to `width` x `height` CSS pixels: head to waist, with room for the hands. */
  resize(width: number, height: number): void {
    this.size = { width, height };
    if (width < 1 || height < 1) return;
    this.drawing?.resize(width, height);
    this.frame();
  }

  dispose(): void {
    this.body?.dispose();
    this.drawing?.dispose();
  }

  private async take(file: string, lite: boolean): Promise<void> {
    const body = await Body.load(AVATAR_FOLDER + file, lite && this.options.draw);
    if (this.body) {
      this.scene.remove(this.body.scene);
      this.body.dispose();
    }
    this.body = body;
    this.scene.add(body.scene);
    this.model = file === LITE_MODEL ? 'lite' : 'full';
    this.frame();
    this.drawing?.measureAgain();
    this.options.note('avatar', this.model);
  }

  private frame(): void {
    const { width, height } = this.size;
    if (!this.body || width < 1 || height < 1) return;
    const { head, hips } = this.body.landmarks();
    const aspect = width / height;
    const top = head + 0.27;
    const least = top - (hips + 0.02);
    // Hands need about 0.84 m across: in a narrow picture more of the body is shown instead of cutting them.
    const span = Math.max(least, Math.min(1.25, 0.84 / aspect));
    const middle = top - span / 2;
    const distance = span / 2 / Math.tan((FIELD_OF_VIEW * Math.PI) / 360);
    this.camera.aspect = aspect;
    // From eye height, so that she meets the visitor's look rather than being looked up at.
    this.camera.position.set(0, middle + 0.1, distance);
    this.camera.lookAt(0, middle, 0);
    this.camera.updateProjectionMatrix();
  }
}

/** The WebGL side: size, pace and speed of drawing. */
class Drawing {
  private readonly renderer: WebGLRenderer;
  private readonly gl: WebGL2RenderingContext;
  readonly name: string;
  readonly software: boolean;
  private pending: { sync: WebGLSync; from: number } | null = null;
  private notBefore = 0;
  private drawnAt: number[] = [];
  private measured = false;
  private measureFrom = 0;

  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: true, powerPreference: 'high-performance' });
    if (!gl) throw new Error('WebGL 2 is not available');
    this.gl = gl;
    const debug = gl.getExtension('WEBGL_debug_renderer_info');
    this.name = String(gl.getParameter(debug ? debug.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    this.software = isSoftware(this.name);
    this.renderer = new WebGLRenderer({ canvas, context: gl, alpha: true, antialias: true });
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.toneMapping = NeutralToneMapping;
    this.renderer.setClearColor(0x000000, 0);
  }

  resize(width: number, height: number): void {
    const most = this.software ? MOST_PIXELS_SOFTWARE : MOST_PIXELS;
    const ratio = Math.min(window.devicePixelRatio || 1, 2, Math.sqrt(most / (width * height)));
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(width, height, false);
  }

  draw(scene: Scene, camera: PerspectiveCamera, time: number): boolean {
    if (!this.ready(time)) return false;
    this.renderer.render(scene, camera);
    this.drawnAt.push(time);
    if (this.software) {
      // Drawing happens in another process: a fence tells when it is done, so that frames never pile up behind it.
      const sync = this.gl.fenceSync(this.gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      this.gl.flush();
      this.pending = sync && { sync, from: time };
      this.notBefore = time + SOFTWARE_INTERVAL;
    }
    return true;
  }

  /** Frames a second over the first seconds of a model; null while measuring and after the verdict. */
  measuredFps(time: number): number | null {
    if (this.measured || this.software) return null;
    if (this.measureFrom === 0) {
      // Shaders are compiled and textures uploaded with the first frames: they do not count.
      if (this.drawnAt.length > 5) {
        this.measureFrom = time;
        this.drawnAt = [];
      }
      return null;
    }
    if (time - this.measureFrom < MEASURE) return null;
    this.measured = true;
    return this.drawnAt.length / (time - this.measureFrom);
  }

  measureAgain(): void {
    this.measured = false;
    this.measureFrom = 0;
    this.drawnAt = [];
  }

  dispose(): void {
    this.renderer.dispose();
  }

  private ready(time: number): boolean {
    if (this.drawnAt.length > 600) this.drawnAt = [];
    if (!this.software) return true;
    if (this.pending) {
      const state = this.gl.clientWaitSync(this.pending.sync, 0, 0);
      if (state === this.gl.TIMEOUT_EXPIRED) return false;
      this.gl.deleteSync(this.pending.sync);
      const took = time - this.pending.from;
      this.pending = null;
      this.notBefore = Math.max(this.notBefore, time + took * (1 / SOFTWARE_SHARE - 1));
    }
    return time >= this.notBefore;
  }
}
