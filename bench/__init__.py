"""Benchmarks: one command each, ``python -m bench NAME``; every number that is claimed anywhere comes from one of them."""
