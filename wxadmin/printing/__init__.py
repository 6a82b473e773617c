"""Papers: a frozen document goes in, a PDF comes out."""
