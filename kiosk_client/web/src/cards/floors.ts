import type { MapPoint } from '../protocol/answer';

/** How a floor is called: `3`, `3F` and `F3` are 三楼 to a citizen; anything else is a name already. */
export function floorName(floor: string): string {
  const match = /^(?:F|L)?(-?\d+)(?:F|楼|层)?$/i.exec(floor.trim());
  if (!match?.[1]) return floor;
  const level = Number(match[1]);
  const numerals = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
  if (level < 0) return `地下${numerals[-level] ?? -level}层`;
  return `${numerals[level] ?? level}楼`;
}

/** The part of a way that lies on one floor, in plan units. */
export interface FloorPart {
  floor: string;
  points: MapPoint[];
}

/** Cuts a way where it changes floors; a way that comes back to a floor gives a part of its own. */
export function floorParts(route: readonly MapPoint[]): FloorPart[] {
  const parts: FloorPart[] = [];
  for (const point of route) {
    const last = parts.at(-1);
    if (last && last.floor === point.floor) last.points.push(point);
    else parts.push({ floor: point.floor, points: [point] });
  }
  return parts;
}

/** A point on the picture. */
export interface Spot {
  x: number;
  y: number;
}

/**
 * Fits plan points into a picture of `width` x `height` with `margin` all round, keeping proportions and centring.
 * The plan's origin is its lower left corner, the picture's its upper left: y is turned over.
 */
export function fit(points: readonly Spot[], width: number, height: number, margin: number): Spot[] {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(
    (width - 2 * margin) / Math.max(right - left, 1e-6),
    (height - 2 * margin) / Math.max(top - bottom, 1e-6),
  );
  const bounded = Number.isFinite(scale) ? Math.min(scale, 1e5) : 1;
  return points.map((point) => ({
    x: width / 2 + (point.x - (left + right) / 2) * bounded,
    y: height / 2 - (point.y - (top + bottom) / 2) * bounded,
  }));
}
