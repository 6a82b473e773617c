"""One page a noun; pages never import each other."""
