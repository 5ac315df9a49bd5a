"""One module a judge. A judge is a function from documents to findings; it never raises for a bad document."""
