"""Text goes in, hits with their exact spans come out; knows no storage."""
