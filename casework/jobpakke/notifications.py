"""What is said to whom about this topic."""
