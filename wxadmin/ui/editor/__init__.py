"""The editor of a regulation: outline on the left, the unit's words in the middle, the live page on the right."""
