"""CPR numbers at rest: sealed with AES-256-GCM, looked up through a keyed blind index.

The sealed bytes are bound to the row they belong to, so a ciphertext moved to another row does not open. An unkeyed
hash of a CPR number is no protection (there are few of them), hence HMAC with a key that the database never sees.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class SealBroken(Exception):
    """The bytes were not sealed for this row, or not by a key we hold."""


def seal(text: str, *, bound_to: str) -> bytes:
    """Key id (1 byte) + nonce (12) + ciphertext and tag; sealed with the newest key."""
    key_id = max(settings.CPR_KEYS)
    nonce = os.urandom(NONCE_BYTES)
    return bytes([key_id]) + nonce + AESGCM(settings.CPR_KEYS[key_id]).encrypt(nonce, text.encode(), bound_to.encode())


def unseal(sealed: bytes, *, bound_to: str) -> str:
    sealed = bytes(sealed)
    key_id, nonce, body = sealed[0], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(settings.CPR_KEYS[key_id]).decrypt(nonce, body, bound_to.encode()).decode()
    except (KeyError, InvalidTag) as error:
        raise SealBroken from error


def blind_index(text: str, *, municipality_id: int) -> str:
    """64 hex digits, the same for the same text in one municipality, different in another."""
    return hmac.new(settings.CPR_INDEX_KEY, f"{municipality_id}:{text}".encode(), hashlib.sha256).hexdigest()
