"""Subdividing, clipping and smoothing keep every attribute in step."""

from __future__ import annotations

import numpy as np
import pytest

from avatar_bridge.avatar.surface import Surface, merged, triangulate


def square() -> Surface:
    position = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    weight = np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]])
    faces = triangulate(np.array([[0, 1, 2, 3]]))
    return Surface(faces, {"position": position, "weight": weight}, {"up": position * [0, 0, 0] + [0, 0, 1.0]})


def area(surface: Surface) -> float:
    a, b, c = (surface.position[surface.faces[:, i]] for i in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def test_subdivision_keeps_area_and_blends_weights():
    fine = square().subdivided()
    assert len(fine.faces) == 8
    assert area(fine) == pytest.approx(1)
    np.testing.assert_allclose(fine.fields["weight"][:, 1], fine.position[:, 0])
    np.testing.assert_allclose(fine.morphs["up"], [[0, 0, 1]] * len(fine))


def test_clipping_cuts_exactly_and_keeps_the_winding():
    kept = square().clipped(0.3 - square().position[:, 0])
    assert area(kept) == pytest.approx(0.3)
    assert kept.position[:, 0].max() == pytest.approx(0.3)
    np.testing.assert_allclose(kept.fields["weight"].sum(1), 1)
    np.testing.assert_allclose(kept.with_normals().fields["normal"], [[0, 0, 1]] * len(kept))


def test_clipping_everything_away_is_an_error():
    with pytest.raises(ValueError, match="nothing"):
        square().clipped(np.full(4, -1.0))


def test_merging_fills_missing_morphs_with_zero():
    plain = square()
    plain.morphs = {}
    both = merged([square(), plain])
    assert len(both.faces) == 4
    assert both.morphs["up"][:4, 2].tolist() == [1] * 4
    assert not both.morphs["up"][4:].any()


def test_smoothing_leaves_fixed_vertices():
    surface = square()
    bumped = surface.position + [[0, 0, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    fixed = np.array([True, False, False, False])
    moved = surface.smoothed(bumped, 3, fixed=fixed)
    np.testing.assert_allclose(moved[0], bumped[0])
    assert moved[1, 2] > 0
