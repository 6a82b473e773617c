"""Item models that page rows out of the services."""
