"""Everything that runs by itself, thin shells."""
