"""The window: Qt widgets over the services. Nothing below this room imports Qt."""
