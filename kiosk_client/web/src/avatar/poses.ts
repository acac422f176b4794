import { normalise, type Quaternion, slerp } from './rotation';

/** Bone name to local rotation. */
export type Pose = ReadonlyMap<string, Quaternion>;

export interface Keyframe {
  /** Seconds from the start of the motion. */
  time: number;
  pose: Pose;
}

/** A gesture: poses in time; bones it does not name stay as they stand. */
export interface Motion {
  name: string;
  /** Seconds. */
  duration: number;
  /** From when to when the gesture is at its height and may be held longer, seconds; null when it may not. */
  hold: readonly [number, number] | null;
  keys: readonly Keyframe[];
}

export interface Repertoire {
  stand: Pose;
  motions: ReadonlyMap<string, Motion>;
}

/** A gesture is held at its height for at most this much longer than it was made, seconds: nobody points for ever. */
const LONGEST_HOLD = 2;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function readPose(value: unknown): Pose {
  const pose = new Map<string, Quaternion>();
  for (const [bone, rotation] of Object.entries(isFields(value) ? value : {})) {
    if (Array.isArray(rotation) && rotation.length === 4 && rotation.every(isNumber)) {
      pose.set(bone, normalise(rotation as unknown as Quaternion));
    }
  }
  return pose;
}

function readMotion(name: string, value: unknown): Motion | null {
  if (!isFields(value) || !Array.isArray(value.keyframes)) return null;
  const keys: Keyframe[] = [];
  for (const key of value.keyframes) {
    if (isFields(key) && isNumber(key.t)) keys.push({ time: key.t, pose: readPose(key.bones) });
  }
  keys.sort((one, other) => one.time - other.time);
  const last = keys.at(-1);
  if (!last) return null;
  const [from, to] = Array.isArray(value.hold) ? (value.hold as unknown[]) : [];
  const hold = isNumber(from) && isNumber(to) ? ([from, to] as const) : null;
  return { name, duration: Math.max(last.time, isNumber(value.duration) ? value.duration : 0), hold, keys };
}

/** Reads poses.json: the standing pose and the gestures. What is malformed is left out. */
export function readRepertoire(value: unknown): Repertoire {
  const file = isFields(value) ? value : {};
  const motions = new Map<string, Motion>();
  for (const [name, entry] of Object.entries(isFields(file.gestures) ? file.gestures : {})) {
    const motion = readMotion(name, entry);
    if (motion) motions.set(name, motion);
  }
  return { stand: readPose(file.stand), motions };
}

/** How long `motion` takes when it goes with a sentence of `sentence` seconds: its height is held with the words. */
export function heldDuration(motion: Motion, sentence: number): number {
  if (!motion.hold) return motion.duration;
  return motion.duration + Math.max(0, Math.min(LONGEST_HOLD, sentence - motion.duration));
}

/** The time within `motion` at `time` seconds of its performance, which takes `total` seconds. */
export function heldTime(motion: Motion, total: number, time: number): number {
  if (!motion.hold || total <= motion.duration) return time;
  const [, height] = motion.hold;
  const release = total - (motion.duration - height);
  if (time <= height) return time;
  return time < release ? height : time - (total - motion.duration);
}

/** The pose of `motion` at `time` seconds. A bone that a key does not name is taken from the standing pose there. */
export function poseAt(motion: Motion, stand: Pose, time: number): Map<string, Quaternion> {
  const { keys } = motion;
  const after = keys.findIndex((key) => key.time > time);
  const to = keys[after === -1 ? keys.length - 1 : after];
  const from = keys[after === -1 ? keys.length - 1 : Math.max(0, after - 1)];
  const pose = new Map<string, Quaternion>();
  if (!from || !to) return pose;
  const span = to.time - from.time;
  const share = span > 0 ? Math.max(0, Math.min(1, (time - from.time) / span)) : 1;
  for (const bone of new Set([...from.pose.keys(), ...to.pose.keys()])) {
    const a = from.pose.get(bone) ?? stand.get(bone);
    const b = to.pose.get(bone) ?? stand.get(bone);
    if (a && b) pose.set(bone, slerp(a, b, share));
    else if (a ?? b) pose.set(bone, (a ?? b) as Quaternion);
  }
  return pose;
}
