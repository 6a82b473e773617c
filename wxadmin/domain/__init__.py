"""Frozen facts and pure rules of the field; standard library only."""
