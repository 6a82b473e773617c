"""Files and pasted text become facts of the domain; lists become XLSX and CSV."""
