/** Rotations as unit quaternions `[x, y, z, w]`, the order of glTF and of poses.json. */
export type Quaternion = readonly [number, number, number, number];

export const IDENTITY: Quaternion = [0, 0, 0, 1];

export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  return [
    a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
    a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
    a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
    a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
  ];
}

export const conjugate = (q: Quaternion): Quaternion => [-q[0], -q[1], -q[2], q[3]];

export function normalise(q: Quaternion): Quaternion {
  const length = Math.hypot(...q);
  return length > 1e-9 ? [q[0] / length, q[1] / length, q[2] / length, q[3] / length] : IDENTITY;
}

/** Spherical interpolation along the shorter way; `t` 0 to 1. */
export function slerp(a: Quaternion, b: Quaternion, t: number): Quaternion {
  let dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
  const sign = dot < 0 ? -1 : 1;
  dot *= sign;
  let u = 1 - t;
  let v = t;
  if (dot < 0.9995) {
    const angle = Math.acos(dot);
    u = Math.sin(u * angle) / Math.sin(angle);
    v = Math.sin(t * angle) / Math.sin(angle);
  }
  v *= sign;
  return normalise([a[0] * u + b[0] * v, a[1] * u + b[1] * v, a[2] * u + b[2] * v, a[3] * u + b[3] * v]);
}

/** Turn by `pitch` about x (positive nods forward), then `yaw` about y (positive to her left), then `roll` about z; degrees. */
export function fromDegrees(pitch: number, yaw: number, roll: number): Quaternion {
  const half = Math.PI / 360;
  const x: Quaternion = [Math.sin(pitch * half), 0, 0, Math.cos(pitch * half)];
  const y: Quaternion = [0, Math.sin(yaw * half), 0, Math.cos(yaw * half)];
  const z: Quaternion = [0, 0, Math.sin(roll * half), Math.cos(roll * half)];
  return multiply(y, multiply(x, z));
}
