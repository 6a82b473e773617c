"""Use cases: one module a noun, plain functions for its verbs."""
