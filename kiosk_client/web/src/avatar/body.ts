import {
  type Bone,
  type Group,
  type Material,
  type Mesh,
  MeshLambertMaterial,
  type MeshStandardMaterial,
  type Object3D,
  Quaternion as ThreeQuaternion,
  Vector3,
} from 'three';
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';
import type { Turn } from './idle';
import { LIP_MORPHS, type Weights } from './visemes';
import type { Frame } from './performance';
import { conjugate, fromDegrees, multiply, type Quaternion, slerp } from './rotation';

/** Seconds in which a bone covers about two thirds of the way to its pose. */
const SETTLE = 0.08;
/** How far the eyes turn, degrees (the range the eye bones were modelled for). */
const EYE_UP = 11;
const EYE_DOWN = 13;
const EYE_SIDE = 16;

/** A bone, its rotation at rest in the body's space, and where its pose stands now (without the body's own motion). */
interface Joint {
  bone: Bone;
  restParent: Quaternion;
  rest: Quaternion;
  posed: Quaternion;
}

interface MorphSlot {
  influences: number[];
  index: number;
}

const toArray = (q: ThreeQuaternion): Quaternion => [q.x, q.y, q.z, q.w];

/** The loaded figure: finds bones and morphs by name and takes frames. */
export class Body {
  private readonly joints = new Map<string, Joint>();
  private readonly morphs = new Map<string, MorphSlot[]>();
  private moved = new Set<string>();

  private constructor(readonly scene: Group) {
    scene.updateMatrixWorld(true);
    scene.traverse((node) => {
      if ((node as Bone).isBone) this.addJoint(node as Bone);
      const mesh = node as Mesh;
      if (mesh.isMesh) this.addMesh(mesh);
    });
  }

  /** @param address of the GLB @param simple swaps physically based materials for cheap ones (software rendering) */
  static async load(address: string, simple: boolean): Promise<Body> {
    const model = await new GLTFLoader().loadAsync(address);
    const body = new Body(model.scene);
    if (simple) body.simplify();
    return body;
  }

  /** Whether the model brought a face that can speak. */
  get speaks(): boolean {
    return this.morphs.has('jawOpen');
  }

  /** Where the head bone and the hips are, metres; for framing. */
  landmarks(): { head: number; hips: number } {
    const height = (name: string, otherwise: number) => {
      const joint = this.joints.get(name);
      return joint ? joint.bone.getWorldPosition(new Vector3()).y : otherwise;
    };
    return { head: height('Head', 1.4), hips: height('Hips', 0.85) };
  }

  /** Shows `frame`; `elapsed` seconds have passed since the last one. */
  apply(frame: Frame, elapsed: number): void {
    this.face(frame.face, frame.liveliness.gaze);
    const share = frame.immediate ? 1 : 1 - Math.exp(-elapsed / SETTLE);
    for (const [name, joint] of this.joints) {
      const goal = frame.pose.get(name) ?? joint.rest;
      joint.posed = slerp(joint.posed, goal, share);
      joint.bone.quaternion.fromArray(joint.posed as unknown as number[]);
    }
    const { head, chest, gaze, shoulders } = frame.liveliness;
    const part = (turn: Turn, amount: number) => fromDegrees(turn.pitch * amount, turn.yaw * amount, turn.roll * amount);
    this.turn('Neck', part(head, 0.4));
    this.turn('Head', part(head, 0.6));
    this.turn('Spine1', part(chest, 0.5));
    this.turn('Spine2', part(chest, 0.5));
    this.turn('LeftShoulder', fromDegrees(0, 0, shoulders));
    this.turn('RightShoulder', fromDegrees(0, 0, -shoulders));
    this.turn('LeftEye', fromDegrees(gaze.pitch, gaze.yaw, 0));
    this.turn('RightEye', fromDegrees(gaze.pitch, gaze.yaw, 0));
  }

  /** The lip weights as they stand in the meshes' own influences; zeros are left out. */
  appliedLips(): Weights {
    const applied: Weights = {};
    for (const name of LIP_MORPHS) {
      const slot = this.morphs.get(name)?.[0];
      const weight = slot?.influences[slot.index] ?? 0;
      if (weight > 1e-3) applied[name] = Math.round(weight * 1000) / 1000;
    }
    return applied;
  }

  dispose(): void {
    this.scene.traverse((node: Object3D) => {
      const mesh = node as Mesh;
      if (!mesh.isMesh) return;
      mesh.geometry.dispose();
      for (const material of [mesh.material].flat()) {
        (material as MeshStandardMaterial).map?.dispose();
        material.dispose();
      }
    });
  }

  private face(weights: Weights, gaze: Turn): void {
    const looks = lookWeights(gaze);
    const moved = new Set<string>();
    const set = (name: string, weight: number) => {
      for (const slot of this.morphs.get(name) ?? []) slot.influences[slot.index] = weight;
      if (weight !== 0) moved.add(name);
    };
    for (const name of this.moved) if (!(name in weights) && !(name in looks)) set(name, 0);
    for (const [name, weight] of Object.entries(looks)) set(name, weight);
    for (const [name, weight] of Object.entries(weights)) set(name, weight);
    this.moved = moved;
  }

  /** Adds a rotation given in the body's own space on top of the pose of one bone. */
  private turn(name: string, rotation: Quaternion): void {
    const joint = this.joints.get(name);
    if (!joint) return;
    const local = multiply(conjugate(joint.restParent), multiply(rotation, joint.restParent));
    joint.bone.quaternion.fromArray(multiply(local, joint.posed) as unknown as number[]);
  }

  private addJoint(bone: Bone): void {
    // The loader renames nodes whose names are taken; the file's own name is kept beside.
    const name = typeof bone.userData.name === 'string' ? bone.userData.name : bone.name;
    const rest = toArray(bone.quaternion);
    const parent = bone.parent?.getWorldQuaternion(new ThreeQuaternion()) ?? new ThreeQuaternion();
    this.joints.set(name, { bone, rest, restParent: toArray(parent), posed: rest });
  }

  private addMesh(mesh: Mesh): void {
    // The figure always fills the picture, and its bounds do not follow its bones.
    mesh.frustumCulled = false;
    const influences = mesh.morphTargetInfluences;
    if (!influences) return;
    for (const [name, index] of Object.entries(mesh.morphTargetDictionary ?? {})) {
      const slots = this.morphs.get(name) ?? [];
      slots.push({ influences, index });
      // The first is the one that is sampled: let it be the face, which has most of them.
      slots.sort((one, other) => other.influences.length - one.influences.length);
      this.morphs.set(name, slots);
    }
  }

  private simplify(): void {
    const cheap = new Map<Material, MeshLambertMaterial>();
    this.scene.traverse((node) => {
      const mesh = node as Mesh;
      if (!mesh.isMesh || Array.isArray(mesh.material)) return;
      const from = mesh.material as MeshStandardMaterial;
      const to =
        cheap.get(from) ??
        new MeshLambertMaterial({
          color: from.color,
          map: from.map,
          vertexColors: from.vertexColors,
          transparent: from.transparent,
          opacity: from.opacity,
          alphaTest: from.alphaTest,
          side: from.side,
          depthWrite: from.depthWrite,
        });
      cheap.set(from, to);
      mesh.material = to;
    });
    for (const material of cheap.keys()) material.dispose();
  }
}

/** The lids' share in a gaze: ARKit `eyeLook*` weights for angles in degrees. */
export function lookWeights(gaze: Turn): Weights {
  const share = (angle: number, range: number) => Math.max(0, Math.min(1, angle / range));
  const up = share(-gaze.pitch, EYE_UP);
  const down = share(gaze.pitch, EYE_DOWN);
  const toLeft = share(gaze.yaw, EYE_SIDE);
  const toRight = share(-gaze.yaw, EYE_SIDE);
  return {
    eyeLookUpLeft: up,
    eyeLookUpRight: up,
    eyeLookDownLeft: down,
    eyeLookDownRight: down,
    eyeLookOutLeft: toLeft,
    eyeLookInRight: toLeft,
    eyeLookInLeft: toRight,
    eyeLookOutRight: toRight,
  };
}
