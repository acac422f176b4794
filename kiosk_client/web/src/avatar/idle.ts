import type { HallState } from '../protocol/messages';
import type { Weights } from './visemes';

/** Angles in degrees. Pitch positive nods forward, yaw positive turns to her left, roll positive tilts to her right. */
export interface Turn {
  pitch: number;
  yaw: number;
  roll: number;
}

/** What the body does on its own at one moment: additive rotations in body space and face weights. */
export interface Liveliness {
  head: Turn;
  chest: Turn;
  gaze: Turn;
  /** Lift of both shoulders, degrees. */
  shoulders: number;
  face: Weights;
}

/** Length of a blink and of the way down, seconds (Stern, Walrath and Goldstein 1984: 0.1 to 0.2 s, faster down). */
const BLINK = 0.19;
const BLINK_DOWN = 0.07;
/** Breaths a second at rest. */
const BREATH = 0.23;

interface Stance {
  head: Turn;
  chest: Turn;
  gaze: Turn;
  smile: number;
  browUp: number;
  sway: number;
}

const still: Turn = { pitch: 0, yaw: 0, roll: 0 };

/** How she holds herself in each state of the visit. */
const STANCES: Readonly<Record<HallState, Stance>> = {
  idle: { head: still, chest: still, gaze: still, smile: 0.2, browUp: 0.02, sway: 1 },
  listening: {
    head: { pitch: 1, yaw: 0, roll: 2 },
    chest: { pitch: 1, yaw: 0, roll: 0 },
    gaze: still,
    smile: 0.16,
    browUp: 0.16,
    sway: 0.6,
  },
  hearing: {
    head: { pitch: 1.5, yaw: 0, roll: 2.5 },
    chest: { pitch: 1.5, yaw: 0, roll: 0 },
    gaze: still,
    smile: 0.12,
    browUp: 0.22,
    sway: 0.6,
  },
  thinking: {
    head: { pitch: -3.5, yaw: 5, roll: -2 },
    chest: still,
    gaze: { pitch: -8, yaw: 7, roll: 0 },
    smile: 0.05,
    browUp: 0.28,
    sway: 0.7,
  },
  speaking: { head: still, chest: still, gaze: still, smile: 0.1, browUp: 0.06, sway: 1.7 },
};

/** Slow, never quite repeating motion in -1..1: three sines of unrelated periods. */
const drift = (time: number, phase: number) =>
  0.5 * Math.sin(time * 0.61 + phase) + 0.3 * Math.sin(time * 1.13 + phase * 2.3) + 0.2 * Math.sin(time * 1.87 + phase * 3.7);

const mix = (from: number, to: number, share: number) => from + (to - from) * share;
const mixTurn = (from: Turn, to: Turn, share: number): Turn => ({
  pitch: mix(from.pitch, to.pitch, share),
  yaw: mix(from.yaw, to.yaw, share),
  roll: mix(from.roll, to.roll, share),
});

/** Breathing, blinking, small eye jumps and head motion, and the bearing that shows what she is doing. */
export class IdleMotion {
  private stance: Stance = { ...STANCES.idle };
  private blinkAt = 1.5;
  private saccadeAt = 1;
  private glance: Turn = { ...still };
  private nodAt = Number.POSITIVE_INFINITY;
  private last = 0;

  /** @param random a source of numbers in 0..1 @param calm true keeps only blinking, for visitors who asked for less motion */
  constructor(
    private readonly random: () => number = Math.random,
    public calm = false,
  ) {}

  /** The body's own motion at `time` (seconds, growing) while the visit is in `state`. */
  at(time: number, state: HallState): Liveliness {
    const elapsed = Math.max(0, Math.min(0.2, time - this.last));
    this.last = time;
    this.approach(STANCES[state], this.calm ? 1 : 1 - Math.exp(-elapsed / 0.28));
    this.jump(time, state);
    const blink = this.blink(time);
    const { head, chest, gaze, smile, browUp, sway } = this.stance;
    const face: Weights = {
      eyeBlinkLeft: blink,
      eyeBlinkRight: blink,
      mouthSmileLeft: smile,
      mouthSmileRight: smile,
      cheekSquintLeft: smile * 0.5,
      cheekSquintRight: smile * 0.5,
      browInnerUp: browUp,
      browOuterUpLeft: browUp * 0.5,
      browOuterUpRight: browUp * 0.5,
    };
    if (this.calm) return { head, chest, gaze, shoulders: 0, face };
    const breath = Math.sin(time * BREATH * 2 * Math.PI);
    return {
      head: {
        pitch: head.pitch + 0.9 * sway * drift(time, 0.4) + this.nod(time, state),
        yaw: head.yaw + 1.4 * sway * drift(time, 2.1),
        roll: head.roll + 0.8 * sway * drift(time, 4.2),
      },
      chest: {
        pitch: chest.pitch - 0.55 * breath,
        yaw: chest.yaw + 0.6 * sway * drift(time, 1.3),
        roll: chest.roll + 0.35 * drift(time, 5.5),
      },
      gaze: { pitch: gaze.pitch + this.glance.pitch, yaw: gaze.yaw + this.glance.yaw, roll: 0 },
      shoulders: 0.5 + 0.5 * breath,
      face,
    };
  }

  private approach(goal: Stance, share: number): void {
    const now = this.stance;
    this.stance = {
      head: mixTurn(now.head, goal.head, share),
      chest: mixTurn(now.chest, goal.chest, share),
      gaze: mixTurn(now.gaze, goal.gaze, share),
      smile: mix(now.smile, goal.smile, share),
      browUp: mix(now.browUp, goal.browUp, share),
      sway: mix(now.sway, goal.sway, share),
    };
  }

  /** Lids at `time`: 0 open, 1 shut; plans the next blink, now and then a double one. */
  private blink(time: number): number {
    const since = time - this.blinkAt;
    if (since < 0) return 0;
    if (since >= BLINK) {
      this.blinkAt = time + (this.random() < 0.12 ? 0.12 : 1.8 + 4 * this.random());
      return 0;
    }
    return since < BLINK_DOWN ? since / BLINK_DOWN : 1 - (since - BLINK_DOWN) / (BLINK - BLINK_DOWN);
  }

  /** Eyes rest on the visitor and jump a degree or two every second or so; while listening they hold still. */
  private jump(time: number, state: HallState): void {
    if (time < this.saccadeAt) return;
    const attentive = state === 'listening' || state === 'hearing';
    const reach = attentive ? 0.7 : 1.8;
    this.glance = { pitch: reach * (this.random() - 0.5), yaw: 2 * reach * (this.random() - 0.5), roll: 0 };
    this.saccadeAt = time + 0.7 + 2.2 * this.random();
  }

  /** A small nod every few seconds while somebody speaks to her. */
  private nod(time: number, state: HallState): number {
    const length = 0.7;
    if (state !== 'hearing') {
      if (time > this.nodAt + length) this.nodAt = Number.POSITIVE_INFINITY;
    } else if (this.nodAt === Number.POSITIVE_INFINITY || time > this.nodAt + length) {
      this.nodAt = time + 1.2 + 2 * this.random();
    }
    const phase = (time - this.nodAt) / length;
    return phase > 0 && phase < 1 ? 5 * Math.sin(phase * Math.PI) ** 2 : 0;
  }
}
