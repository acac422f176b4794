"""The way from one place to another on the hall's map."""

from __future__ import annotations

from dataclasses import dataclass

import networkx

from knowledge_base.records import Hall, Place


class NoRoute(Exception):
    """A place is unknown, or no way leads there (for a wheelchair, perhaps)."""


@dataclass(frozen=True)
class Route:
    """``places`` from start to end with their coordinates in metres, ``steps`` to be said, total length in metres."""

    places: list[Place]
    steps: list[str]
    metres: float
    schematic: bool


class Wayfinder:
    """Shortest ways on one hall's map."""

    def __init__(self, hall: Hall):
        self._hall = hall
        self._places = {place.id: place for place in hall.map.places}
        self._graph = networkx.Graph()
        for edge in hall.map.edges:
            self._graph.add_edge(edge.a, edge.b, metres=edge.metres, edge=edge)

    def place(self, identifier: str) -> Place | None:
        return self._places.get(identifier)

    def route(self, start: str, end: str, accessible: bool = False) -> Route:
        """The shortest way.

        Raises:
            NoRoute: for an unknown place or when nothing joins the two.
        """
        for identifier in (start, end):
            if identifier not in self._places:
                raise NoRoute(f"unknown place {identifier!r}")
        graph = self._graph
        if accessible:
            graph = networkx.subgraph_view(graph, filter_edge=lambda a, b: self._graph[a][b]["edge"].accessible)
        try:
            path = networkx.shortest_path(graph, start, end, weight="metres")
        except (networkx.NetworkXNoPath, networkx.NodeNotFound) as error:
            raise NoRoute(f"no way from {start!r} to {end!r}") from error
        steps, metres, climbing = [], 0.0, False
        for a, b in zip(path, path[1:]):
            edge = self._graph[a][b]["edge"]
            metres += edge.metres
            said = edge.step if edge.a == a else edge.back
            climbs = self._places[a].floor != self._places[b].floor
            if climbs and climbing and said:
                # 坐电梯上到二楼, 坐电梯上到三楼: nobody gets out in between, the last floor is what counts.
                steps[-1] = said
            elif said:
                steps.append(said)
            climbing = climbs and bool(said or climbing)
        return Route([self._places[i] for i in path], steps, metres, self._hall.map.schematic)
