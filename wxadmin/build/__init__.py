"""Makers of what lies in ``resources/``, run by hand when a source changes; the program never imports them."""
