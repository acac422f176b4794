"""Everything a bare machine lacks: system packages, interpreters, environments, node. Standard library only."""
