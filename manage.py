#!/usr/bin/env python3
"""The one way in: `python3 manage.py demo` shows it, `python3 manage.py test` proves it, the rest is Django's.

Runs under any Python 3.8 or newer: what has no environment yet gets one (see bootstrap.py).
"""

import os
import sys

import bootstrap

OURS = {"demo": "run", "test": "test", "checks": "dev"}  # command: the lock file that its environment is made from


def has_django():
    """An image or an environment of one's own; a machine's old Django is none."""
    try:
        import django
    except ImportError:
        return False
    return django.VERSION >= (6, 1)


def main():
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in OURS:
        bootstrap.ensure(OURS[command])
    elif not has_django():
        bootstrap.ensure("run")
    if command == "test":
        # All of it in two processes, each with a database of its own; what is named, in one that starts sooner.
        whole = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"] if len(sys.argv) == 2 else sys.argv[2:]
        os.chdir(bootstrap.ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "pytest"] + whole)
    if command == "demo":
        from jobpakker.starter.demo import main as demo

        sys.exit(demo(sys.argv[2:]))
    if command == "checks":
        os.execv(sys.executable, [sys.executable, os.path.join(bootstrap.ROOT, "scripts", "checks.py")] + sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobpakker.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
