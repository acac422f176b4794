import type { Position } from '../audio/timeline';
import type { HallState } from '../protocol/messages';
import { IdleMotion, type Liveliness } from './idle';
import { mouthAt } from './lip_track';
import { heldDuration, heldTime, type Motion, type Pose, poseAt, type Repertoire } from './poses';
import type { Quaternion } from './rotation';
import { VISEMES, type Weights } from './visemes';

/** Everything the body shows in one frame. */
export interface Frame {
  /** Weights of the face, 0 to 1; what is not named is 0. */
  face: Weights;
  /** Local rotations the pose asks for. */
  pose: ReadonlyMap<string, Quaternion>;
  liveliness: Liveliness;
  /** Whether the pose is to be taken at once (stills) rather than approached. */
  immediate: boolean;
}

/** A forced still for pictures: `viseme:a`, `gesture:greet@0.8` (seconds). */
export interface Still {
  viseme?: string;
  gesture?: string;
  at?: number;
}

/** Reads `?still=`; null when it says nothing known. */
export function readStill(value: string | null): Still | null {
  const [kind, rest = ''] = (value ?? '').split(':');
  if (kind === 'viseme' && rest in VISEMES) return { viseme: rest };
  if (kind === 'gesture' && rest) {
    const [gesture, at] = rest.split('@');
    return { gesture, at: Number(at ?? '1') || 0 };
  }
  return null;
}

/** What a sentence's gesture is called among the motions; `none` has none. */
const QUIET = 'none';

/** Turns the visit's state and the audio clock into frames of the body. */
export class Performance {
  private readonly idle: IdleMotion;
  private gesture: { motion: Motion; start: number; total: number; turn: number; index: number } | null = null;
  private listeningSince: number | null = null;

  constructor(
    private readonly repertoire: Repertoire,
    private readonly still: Still | null = null,
    calm = false,
  ) {
    this.idle = new IdleMotion(Math.random, calm);
  }

  /** Less motion, for visitors who asked their system for it. */
  set calm(on: boolean) {
    this.idle.calm = on;
  }

  /**
   * The frame at `time` (seconds, any steady clock) and `heard` (seconds of the audio clock).
   * @param position the sentence being heard, null in silence
   */
  frame(time: number, heard: number, state: HallState, position: Position | null): Frame {
    const { stand } = this.repertoire;
    if (this.still) return this.forced(this.still, stand);
    const shown: HallState = position ? 'speaking' : state === 'speaking' ? 'idle' : state;
    const liveliness = this.idle.at(time, shown);
    const mouth = position
      ? mouthAt(position.slot.sentence.visemes, (position.slot.end - position.slot.start) * 1000, position.ms)
      : {};
    return {
      face: joined(liveliness.face, mouth),
      pose: this.bodyPose(time, heard, position, shown),
      liveliness,
      immediate: false,
    };
  }

  private bodyPose(time: number, heard: number, position: Position | null, state: HallState): ReadonlyMap<string, Quaternion> {
    const { stand, motions } = this.repertoire;
    if (this.idle.calm) return stand;
    if (position) this.begin(position, motions);
    // Silence ends a gesture at once: it stops with the voice that it goes with.
    else this.gesture = null;
    const moving = this.gesture;
    if (moving && heard - moving.start < moving.total) {
      const at = heldTime(moving.motion, moving.total, heard - moving.start);
      return new Map([...stand, ...poseAt(moving.motion, stand, at)]);
    }
    const listen = motions.get('listen');
    if (!listen || (state !== 'listening' && state !== 'hearing')) {
      this.listeningSince = null;
      return stand;
    }
    this.listeningSince ??= time;
    // She leans in and stays so until the citizen has spoken.
    const height = listen.hold?.[1] ?? listen.duration;
    return new Map([...stand, ...poseAt(listen, stand, Math.min(height, time - this.listeningSince))]);
  }

  private begin(position: Position, motions: ReadonlyMap<string, Motion>): void {
    const { sentence, start, end } = position.slot;
    const present = this.gesture;
    if (present?.turn === sentence.turn_id && present.index === sentence.index) return;
    const motion = sentence.gesture === QUIET ? undefined : motions.get(sentence.gesture);
    if (motion) {
      const total = heldDuration(motion, end - start);
      this.gesture = { motion, start, total, turn: sentence.turn_id, index: sentence.index };
    } else if (present?.turn !== sentence.turn_id) this.gesture = null;
  }

  private forced(still: Still, stand: Pose): Frame {
    const none = { pitch: 0, yaw: 0, roll: 0 };
    const motion = still.gesture ? this.repertoire.motions.get(still.gesture) : undefined;
    return {
      face: { mouthSmileLeft: 0.15, mouthSmileRight: 0.15, ...(still.viseme ? VISEMES[still.viseme] : {}) },
      pose: motion ? new Map([...stand, ...poseAt(motion, stand, still.at ?? 1)]) : stand,
      liveliness: { head: none, chest: none, gaze: none, shoulders: 0, face: {} },
      immediate: true,
    };
  }
}

/** The face's own expression with the mouth of speech laid over it: the more the mouth speaks, the less it smiles. */
export function joined(expression: Weights, mouth: Weights): Weights {
  const busy = Math.min(1, Object.values(mouth).reduce((sum, weight) => sum + weight, 0));
  const face: Weights = {};
  for (const [morph, weight] of Object.entries(expression)) {
    face[morph] = morph.startsWith('mouth') ? weight * (1 - 0.8 * busy) : weight;
  }
  for (const [morph, weight] of Object.entries(mouth)) face[morph] = (face[morph] ?? 0) + weight;
  for (const [morph, weight] of Object.entries(face)) face[morph] = Math.max(0, Math.min(1, weight));
  return face;
}
