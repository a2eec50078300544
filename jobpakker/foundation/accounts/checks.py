"""The program does not start with a page that has not said who may see it."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from jobpakker.foundation.accounts.access import is_declared


def all_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """(name with namespace, route, pattern) of every page of the site."""
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{entry.namespace}:" if entry.namespace else ""
            for name, route, pattern in all_patterns(entry, prefix + str(entry.pattern)):
                yield space + name, route, pattern
        else:
            yield entry.name or "", prefix + str(entry.pattern), entry


@register()
def every_view_is_declared(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    return [
        Error(
            f"{route}: the view does not say who may see it",
            hint="@requires, @requires_login or @public",
            id="jobpakker.E001",
        )
        for _name, route, pattern in all_patterns()
        if not is_declared(pattern.callback)
    ]
