"""Prints .env.example with every secret made: `python3 scripts/make_env.py > .env`. Standard library only."""

import base64
import secrets
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


SECRETS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "CPR_KEYS": lambda: f"1:{key()}",
    "CPR_INDEX_KEY": key,
    # Letters, digits, - and _ alone: they stand in addresses.
    "POSTGRES_PASSWORD": lambda: secrets.token_urlsafe(24),
    "OWNER_PASSWORD": lambda: secrets.token_urlsafe(24),
    "APP_PASSWORD": lambda: secrets.token_urlsafe(24),
}


def filled() -> str:
    lines = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        lines.append(f"{name}={SECRETS[name]()}" if equals and not value and name in SECRETS else line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(filled(), end="")
