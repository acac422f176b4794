"""Getting models: from a path given in settings, from upstream, or out of a package that carries them."""
