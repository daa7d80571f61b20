CREATE INDEX books_by_year ON books (year);
