#!/bin/sh
# Makes the lock files anew from pyproject.toml, keeping what is pinned; `scripts/lock.sh --upgrade` takes what is new.
# No host is written: the index is the machine's own business.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .data/tools/bin/uv)
compile() {
    out=$1
    shift
    "$uv" pip compile "$@" -o "requirements/$out.lock" --universal --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate --quiet
}
compile uv requirements/uv.in --python-version 3.8 "$@"
compile prod pyproject.toml --python-version 3.12 "$@"
compile run pyproject.toml --group embedded --python-version 3.12 "$@"
compile test pyproject.toml --group embedded --group test --python-version 3.12 "$@"
compile dev pyproject.toml --group embedded --group test --group lint --python-version 3.12 "$@"
