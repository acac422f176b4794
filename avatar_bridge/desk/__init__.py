"""The hall's desk: help orders, ratings and followed policies, kept in the hall's database without anything of the person."""

from avatar_bridge.desk.hall_desk import HallDesk

__all__ = ["HallDesk"]
