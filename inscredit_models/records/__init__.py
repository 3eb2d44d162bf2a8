"""What was observed (记录): statements, their checks, the store that keeps them, the guard that reads them."""
