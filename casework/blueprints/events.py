"""The words that blueprints writes in the audit trail."""

from enum import StrEnum


class Kind(StrEnum):
    LOADED = "blueprint.loaded"
    COPIED = "blueprint.copied"
    CHANGED = "blueprint.changed"
