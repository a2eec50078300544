"""What casework does when something is announced: the complete list of listeners."""
