CREATE TABLE books (title TEXT, year INTEGER);
