"""One definition of a percentile, for the pages and for `manage.py flow_metrics` (pure)."""

from collections.abc import Sequence


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0-1) of the ordered values lie, interpolated linearly between its two neighbours;
    None of nothing."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
