"""PDF for paper: Chinese type, QR codes, and the sheet of a printed board. No framework."""
