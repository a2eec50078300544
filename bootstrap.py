"""Makes .venv from the hashed lock files, with a Python that this machine has or that uv can fetch."""


def ensure(group):
    pass
