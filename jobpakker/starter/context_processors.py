"""What the log-in page of the demo offers. Only listed in settings when the demo runs."""

from typing import Any

from django.http import HttpRequest

from jobpakker.starter import seed


def demo(request: HttpRequest) -> dict[str, Any]:
    return {"demo_logins": seed.log_ins}  # asked for by the one template that names it
