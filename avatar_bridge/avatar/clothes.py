"""The uniform: navy blazer with notched lapels, white blouse with a collar, pencil skirt, hosiery and court shoes."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from avatar_bridge.avatar.body import Body
from avatar_bridge.avatar.cloth import (
    Drape,
    HeightMap,
    body_shell,
    cut,
    disc,
    limb_share,
    loft,
    painted,
    patch,
    rimmed,
)
from avatar_bridge.avatar.skeleton import JOINTS
from avatar_bridge.avatar.skin_texture import ramp
from avatar_bridge.avatar.surface import Surface, merged

NAVY = np.array([0.150, 0.176, 0.262])
NAVY_EDGE = np.array([0.170, 0.198, 0.290])
WHITE = np.array([0.955, 0.955, 0.950])
BUTTON = np.array([0.30, 0.27, 0.24])
HOSIERY = np.array([0.80, 0.62, 0.53])
SHOE = np.array([0.055, 0.055, 0.065])


class Wardrobe:
    """Cuts every garment for one body. Heights are fractions between hip joint (0) and neck joint (1)."""

    def __init__(self, body: Body, lite: bool) -> None:
        self.body, self.lite = body, lite
        self.hip = body.skeleton.head("Hips")[1]
        self.neck = body.skeleton.head("Neck")
        shell = body_shell(body, subdivide=not lite)
        p = shell.surface.position
        weight = shell.surface.fields["weight"]
        arm = weight[:, [i for i, j in enumerate(JOINTS) if "Arm" in j or "Hand" in j]].sum(1)
        self.skin = shell
        soft = shell.smoothed(10 if not lite else 4)
        self.blouse = soft.kept_above(shell, 0.004)
        torso = (1 - np.clip(arm * 1.6, 0, 1)) * ramp(p[:, 1], self.hip - 0.14, self.hip - 0.05)
        near_neck = ramp(p[:, 1], self.neck[1] - 0.055, self.neck[1] - 0.005)
        thick = 0.0058 + 0.0075 * torso * (1 - near_neck)
        flare = 0.016 * ramp(p[:, 1], self.hip + 0.12, self.hip - 0.05) * torso
        loose = self.blouse.offset(thick + flare)
        front = torso > 0.4
        hung = loose.smoothed(70 if not lite else 18, fixed=~front)
        self.blazer = hung.smoothed(3).kept_above(self.blouse, thick * 0.75)
        q = self.blazer.surface.position
        facing = (
            (self.blazer.normal[:, 2] > 0.15) & (np.abs(q[:, 0]) < 0.17) & (q[:, 1] > self.hip - 0.12) & (arm < 0.5)
        )
        self.front = HeightMap(q[facing], (0, 1))

    def y(self, share: float) -> float:
        """Metres above the ground of a height given as a share of the trunk."""
        return self.hip + share * (self.neck[1] - self.hip)

    def opening(self, bottom: float, top: float, width: float, power: float = 0.9):
        """Half width (N,) of a V neckline from ``bottom`` to ``top`` (trunk shares), fading out towards the back."""
        low, high = self.y(bottom), self.y(top)

        def half(p: np.ndarray) -> np.ndarray:
            rise = np.clip((p[:, 1] - low) / (high - low), 0, 1.15)
            return width * rise**power * ramp(p[:, 2], self.neck[2] - 0.03, self.neck[2] + 0.025)

        return half

    def neck_cut(self, radius: float, height: float):
        """Positive outside the neck: beyond ``radius`` metres of its axis, or below ``height`` (trunk share)."""
        low = self.y(height)

        def value(p: np.ndarray) -> np.ndarray:
            lean = self.neck[2] + 0.012 + 0.28 * (p[:, 1] - self.neck[1])
            out = np.hypot(p[:, 0], (p[:, 2] - lean) * 0.95) - radius
            nape = 0.034 * ramp(self.neck[2] - p[:, 2], 0.015, 0.05)
            return np.maximum(out, low + nape - p[:, 1])

        return value

    def sleeve(self, end: float):
        """Positive above the end of the sleeves, ``end`` being the share of the forearm they cover."""

        def value(p: np.ndarray) -> np.ndarray:
            return 0.1 * np.minimum(end - limb_share(self.body, p, 1), end - limb_share(self.body, p, -1))

        return value

    def _collar(
        self, drape: Drape, radius: float, stand: float, fall: float, wing: float, reach: float, lift: float
    ) -> Surface:
        """A turned-down collar: ``stand`` metres up, ``fall`` out over the shoulder, its tips ``wing`` longer."""
        p, n = drape.surface.position, drape.normal
        flat = (n[:, 1] > 0.05) & (np.abs(p[:, 0]) < 0.16) & (p[:, 1] > self.y(0.55))
        out = np.hypot(p[:, 0], p[:, 2] - self.neck[2] - 0.012)
        ground = HeightMap(p[flat & (out > radius - 0.004)], (0, 2))
        turn = np.linspace(-reach, reach, 33 if self.lite else 57)
        tip = ramp(np.abs(turn), reach - 0.75, reach)
        rings = []
        for share, high in ((0.0, 0.15), (-0.05, 0.75), (0.02, 1.0), (0.30, 0.93), (0.75, 0.42), (1.0, 0.0)):
            away = radius - 0.002 + np.maximum(share, 0) * (fall + wing * tip) + np.minimum(share, 0) * 0.05
            forward = share * 0.30 * tip
            x = np.sin(turn + np.sign(turn) * forward) * away
            z = -np.cos(turn + np.sign(turn) * forward) * away + self.neck[2] + 0.012
            front = ramp(np.abs(turn), 1.2, reach)
            up = stand * high * (1 - 0.72 * front)
            y = ground(x, z) + lift + up
            # Behind the neck the back falls away steeply; there the collar hangs instead of following it.
            hanging = ground(np.sin(turn) * radius, -np.cos(turn) * radius + self.neck[2] + 0.012) - 0.95 * share * fall
            y = np.maximum(y, hanging + lift - front)
            rings.append(np.stack([x, gaussian_filter1d(y, len(turn) / 13, mode="nearest"), z], axis=1))
        collar = loft(np.array(rings)[:, ::-1], drape.surface, closed=False)
        stiff = np.repeat([0.55, 1.0, 1.0, 0.8, 0.35, 0.0], len(turn))[:, None]
        upright = np.zeros(len(JOINTS))
        upright[[JOINTS.index("Spine2"), JOINTS.index("Neck")]] = 0.8, 0.2
        collar.fields["weight"] = collar.fields["weight"] * (1 - stiff) + upright * stiff
        return rimmed(collar, 0.002)

    def _button(self, x: float, share: float, radius: float, lift: float) -> Surface:
        height = self.y(share)
        at = lambda dx, dy: float(self.front(np.array([x + dx]), np.array([height + dy]))[0])  # noqa: E731
        normal = np.array([at(-0.01, 0) - at(0.01, 0), at(0, -0.01) - at(0, 0.01), 0.02])
        return disc(np.array([x, height, at(0, 0) + lift]), normal, radius, self.blazer.surface)

    def jacket(self) -> Surface:
        """Blazer, lapels, collar, pockets and buttons."""
        v = self.opening(0.535, 0.985, 0.066)
        low = self.y(0.30)

        def front_edge(p: np.ndarray) -> np.ndarray:
            away = 0.055 * np.clip((low - p[:, 1]) / 0.16, 0, 1.3) ** 2 * (p[:, 2] > 0)
            return np.abs(p[:, 0]) - v(p) - away + 1e-5

        def hem(p: np.ndarray) -> np.ndarray:
            return p[:, 1] - (self.hip - 0.055 - 0.012 * np.sign(p[:, 2]) * np.clip(np.abs(p[:, 2]) / 0.05, 0, 1))

        neck = self.neck_cut(0.067, 0.90)
        whole = cut(self.blazer.surface, hem, self.sleeve(0.915), neck, front_edge)
        parts = [painted(rimmed(whole, 0.004), NAVY)]
        notch = self.y(0.83)

        def lapel_out(p: np.ndarray) -> np.ndarray:
            rise = np.clip((p[:, 1] - self.y(0.535)) / (notch - self.y(0.535)), 0, 1)
            return v(p) + 0.004 + 0.058 * rise**0.8 - np.abs(p[:, 0])

        def lapel_top(p: np.ndarray) -> np.ndarray:
            return notch + 0.018 - 0.42 * (np.abs(p[:, 0]) - v(p)) - p[:, 1]

        forward = lambda p: p[:, 2] - self.neck[2]  # noqa: E731
        above = lambda p: p[:, 1] - self.y(0.54)  # noqa: E731
        parts.append(painted(patch(self.blazer, 0.0050, forward, above, front_edge, lapel_out, lapel_top), NAVY_EDGE))
        parts.append(painted(self._collar(self.blazer, 0.0665, 0.013, 0.026, 0.016, 2.15, 0.0058), NAVY_EDGE))
        lap = lambda p: np.minimum(p[:, 0] + 0.004, 0.019 - p[:, 0])  # noqa: E731
        closed = lambda p: np.minimum(self.y(0.545) - p[:, 1], p[:, 1] - low)  # noqa: E731
        parts.append(painted(patch(self.blazer, 0.0022, forward, closed, lap), NAVY))
        for side in (1, -1):
            flap = [
                lambda p: p[:, 2] - self.neck[2],
                lambda p, s=side: np.minimum(p[:, 0] * s - 0.058, 0.118 - p[:, 0] * s),
                lambda p, s=side: 0.013 - np.abs(p[:, 1] - self.y(0.175) + 0.12 * (p[:, 0] * s - 0.09)),
            ]
            parts.append(painted(patch(self.blazer, 0.0030, *flap), NAVY_EDGE))
        parts += [painted(self._button(0.004, share, 0.0085, 0.0026), BUTTON) for share in (0.495, 0.375)]
        return merged(parts)

    def shirt(self) -> Surface:
        """The blouse as far as it shows: front, collar and cuffs."""
        v = self.opening(0.80, 0.985, 0.036, 0.8)

        def front(p: np.ndarray) -> np.ndarray:
            return np.minimum(p[:, 2] - self.neck[2] + 0.035, 0.125 - np.abs(p[:, 0]))

        below = lambda p: p[:, 1] - self.y(0.46)  # noqa: E731
        edge = lambda p: np.abs(p[:, 0]) - v(p) + 1e-5  # noqa: E731
        chest = cut(self.blouse.surface, front, below, self.neck_cut(0.0615, 0.90), edge)
        parts = [painted(rimmed(chest, 0.002), WHITE)]
        strip = lambda p: 0.0125 - np.abs(p[:, 0])  # noqa: E731
        under = lambda p: self.y(0.79) - p[:, 1]  # noqa: E731
        parts.append(painted(patch(self.blouse, 0.0014, front, below, under, strip), WHITE))
        parts.append(painted(self._collar(self.blouse, 0.0605, 0.015, 0.010, 0.040, 2.50, 0.0045), WHITE))
        cuff = self.blouse.offset(0.0035)
        for side in (1, -1):

            def band(points: np.ndarray, side: int = side) -> np.ndarray:
                share = limb_share(self.body, points, side)
                return 0.1 * np.minimum(share - 0.80, 0.965 - share)

            parts.append(painted(rimmed(cut(cuff.surface, band), 0.003), WHITE))
        return merged(parts)

    def skirt(self) -> Surface:
        """A pencil skirt, lofted around both legs."""
        p = self.skin.surface.position
        knee = self.body.skeleton.head("LeftLeg")[1]
        top, bottom = self.hip + 0.20, knee + 0.035
        columns, rows = (36, 12) if self.lite else (56, 20)
        turn = np.linspace(0, 2 * np.pi, columns, endpoint=False)
        direction = np.stack([np.sin(turn), np.cos(turn)], axis=1)
        torso = np.abs(p[:, 0]) < 0.235
        radius = []
        heights = np.linspace(top, bottom, rows)
        for height in heights:
            slab = p[torso & (np.abs(p[:, 1] - height) < 0.022)]
            radius.append((slab[:, [0, 2]] @ direction.T).max(0))
        radius = np.array(radius)
        hull = np.minimum(gaussian_filter1d(radius, 1.0, axis=0, mode="nearest"), radius + 0.01)
        widest = np.maximum.accumulate(hull, axis=0)
        straight = 0.65 * np.clip((self.hip - 0.02 - heights) / 0.3, 0, 1)[:, None]
        support = hull * (1 - straight) + widest * straight * 0.94 + 0.004
        rings = np.empty((rows, columns, 3))
        for i, height in enumerate(heights):
            # Points of the convex outline whose support function is known: x = h n + h' n'.
            h = support[i]
            slope = (np.roll(h, -1) - np.roll(h, 1)) / (2 * (turn[1] - turn[0]))
            rings[i, :, 0] = h * np.sin(turn) + slope * np.cos(turn)
            rings[i, :, 2] = h * np.cos(turn) - slope * np.sin(turn)
            rings[i, :, 1] = height
        skirt = loft(rings, self.skin.surface, closed=True)
        return painted(rimmed(skirt, 0.004), NAVY * 0.96)

    def legs(self) -> Surface:
        """Hosiery and shoes."""
        knee = self.body.skeleton.head("LeftLeg")[1]
        ankle = self.body.skeleton.head("LeftFoot")[1]
        legs = cut(self.skin.surface, lambda p: knee + 0.09 - p[:, 1])
        legs = painted(legs, HOSIERY)
        shoes = self.skin.smoothed(14 if not self.lite else 5).kept_above(self.skin, 0.0035)

        def throat(p: np.ndarray) -> np.ndarray:
            heel = ankle - 0.008 - p[:, 1]
            vamp = 0.5 * (0.058 - p[:, 1]) + 0.28 * (p[:, 2] - 0.085)
            return np.where(p[:, 2] > 0.04, np.minimum(heel, np.maximum(vamp, 0.022 - p[:, 1])), heel)

        return merged([legs, painted(rimmed(cut(shoes.surface, throat), 0.002), SHOE)])
