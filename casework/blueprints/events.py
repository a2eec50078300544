"""The words that blueprints writes in the audit trail."""

from enum import StrEnum


class Kind(StrEnum):
    LOADED = "blueprint.loaded"
    COPIED = "blueprint.copied"
    KEPT = "blueprint.kept"  # made from a package's chain
    CHANGED = "blueprint.changed"
