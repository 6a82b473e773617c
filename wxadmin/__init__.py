"""wxadmin: an offline record room for people who run WeChat groups."""

__version__ = "0.1.0"
