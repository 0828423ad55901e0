"""What is printed: fpdf2 lives here and nowhere else. Values in, bytes out."""
