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
  keys: readonly Keyframe[];
}

export interface Repertoire {
  stand: Pose;
  motions: ReadonlyMap<string, Motion>;
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readPose(value: unknown): Pose {
  const pose = new Map<string, Quaternion>();
  for (const [bone, rotation] of Object.entries(isFields(value) ? value : {})) {
    if (Array.isArray(rotation) && rotation.length === 4 && rotation.every((part) => Number.isFinite(part))) {
      pose.set(bone, normalise(rotation as unknown as Quaternion));
    }
  }
  return pose;
}

function readMotion(name: string, value: unknown): Motion | null {
  const keyframes = isFields(value) ? value.keyframes : value;
  if (!Array.isArray(keyframes)) return null;
  const keys: Keyframe[] = [];
  for (const key of keyframes) {
    if (isFields(key) && typeof key.time === 'number') keys.push({ time: key.time, pose: readPose(key.bones) });
  }
  keys.sort((one, other) => one.time - other.time);
  const last = keys.at(-1);
  return last ? { name, duration: last.time, keys } : null;
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

const smooth = (x: number) => x * x * (3 - 2 * x);

/**
 * The pose of `motion` at `time` seconds, eased from key to key. A bone that a key does not name is taken from the
 * standing pose there.
 */
export function poseAt(motion: Motion, stand: Pose, time: number): Map<string, Quaternion> {
  const { keys } = motion;
  const after = keys.findIndex((key) => key.time > time);
  const to = keys[after === -1 ? keys.length - 1 : after];
  const from = keys[after === -1 ? keys.length - 1 : Math.max(0, after - 1)];
  const pose = new Map<string, Quaternion>();
  if (!from || !to) return pose;
  const span = to.time - from.time;
  const share = span > 0 ? smooth(Math.max(0, Math.min(1, (time - from.time) / span))) : 1;
  for (const bone of new Set([...from.pose.keys(), ...to.pose.keys()])) {
    const a = from.pose.get(bone) ?? stand.get(bone);
    const b = to.pose.get(bone) ?? stand.get(bone);
    if (a && b) pose.set(bone, slerp(a, b, share));
    else if (a ?? b) pose.set(bone, (a ?? b) as Quaternion);
  }
  return pose;
}
