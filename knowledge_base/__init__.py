"""The library of the service hall and everything that reads, checks, indexes and searches it."""
