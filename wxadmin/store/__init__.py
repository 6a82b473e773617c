"""The record file: the only home of SQL."""
