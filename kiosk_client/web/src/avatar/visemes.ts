/**
 * Mouth shapes of Mandarin as ARKit blend-shape weights, one for each viseme class of docs/protocol.md.
 * The weights were rendered and read back by eye on the MakeHuman ARKit units; u and ü differ in pucker and jaw.
 */

/** ARKit blend-shape name to weight, 0 to 1. */
export type Weights = Record<string, number>;

const both = (name: string, weight: number): Weights => ({ [`${name}Left`]: weight, [`${name}Right`]: weight });

export const VISEMES: Readonly<Record<string, Weights>> = {
  sil: {},
  a: { jawOpen: 0.55, ...both('mouthLowerDown', 0.25), ...both('mouthUpperUp', 0.15) },
  o: { jawOpen: 0.3, mouthFunnel: 0.6, mouthPucker: 0.3 },
  e: { jawOpen: 0.28, ...both('mouthStretch', 0.2), ...both('mouthLowerDown', 0.25), ...both('mouthUpperUp', 0.1) },
  i: {
    jawOpen: 0.12,
    ...both('mouthSmile', 0.4),
    ...both('mouthStretch', 0.3),
    ...both('mouthLowerDown', 0.3),
    ...both('mouthUpperUp', 0.2),
  },
  u: { jawOpen: 0.12, mouthPucker: 0.8, mouthFunnel: 0.25 },
  v: { jawOpen: 0.08, mouthPucker: 0.95, mouthFunnel: 0.1, mouthShrugUpper: 0.15 },
  m: { ...both('mouthPress', 0.2), mouthRollLower: 0.35, mouthRollUpper: 0.3 },
  f: { jawOpen: 0.08, mouthRollLower: 0.55, ...both('mouthUpperUp', 0.3) },
  z: { jawOpen: 0.06, ...both('mouthStretch', 0.35), ...both('mouthLowerDown', 0.45), ...both('mouthUpperUp', 0.25) },
  zh: { jawOpen: 0.1, mouthFunnel: 0.35, ...both('mouthLowerDown', 0.25) },
  d: { jawOpen: 0.18, ...both('mouthLowerDown', 0.15) },
  g: { jawOpen: 0.22 },
};

/** Every morph that a viseme moves. */
export const LIP_MORPHS: readonly string[] = [...new Set(Object.values(VISEMES).flatMap((shape) => Object.keys(shape)))];
