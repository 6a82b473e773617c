"""Paper, fonts and lines; knows nothing of regulations or cases."""
