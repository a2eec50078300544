"""Every view says who may see it. What says nothing is closed (see `middleware.DeclaredAccess`)."""

from collections.abc import Callable
from typing import Any

from jobpakker.foundation.accounts.permissions import Permission

View = Callable[..., Any]


def requires(permission: Permission, **by_method: Permission) -> Callable[[View], View]:
    """Logged in, with this permission; `POST=Permission.X` asks for another one for that method."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        view.access_by_method = by_method  # type: ignore[attr-defined]
        return view

    return declare


def requires_login(view: View) -> View:
    """Logged in, whatever the role."""
    view.access = None  # type: ignore[attr-defined]
    return view


def public(reason: str) -> Callable[[View], View]:
    """Open to anyone; the reason is shown in the tested list of public pages."""

    def declare(view: View) -> View:
        view.public_because = reason  # type: ignore[attr-defined]
        return view

    return declare


def is_declared(view: View) -> bool:
    return hasattr(view, "access") or hasattr(view, "public_because")
