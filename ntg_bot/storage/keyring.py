"""Secrets at rest: sealed with keys that are not in the database (Fernet: AES-128-CBC with HMAC).

Every key opens; the first one seals. So a new key is put in front, what is stored is sealed anew,
and the old key is taken away.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from ntg_bot.domain.errors import StorageError


class WrongKey(StorageError):
    """None of the keys opens what is stored, or one of them is no key."""


def new_key() -> str:
    """A fresh key: 32 random bytes, as 44 characters."""
    return Fernet.generate_key().decode()


class Keyring:
    """`keys`, the first of which seals. Raises WrongKey for one that is no key."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise WrongKey("There is no key to keep tokens under.")
        try:
            self._keys = MultiFernet([Fernet(key.encode()) for key in keys])
        except ValueError:
            raise WrongKey(
                "One of the keys is no key. Make one with `ntg-bot keys new`; several are "
                "separated by commas."
            ) from None

    def seal(self, secret: str, owner: str) -> bytes:
        """`secret`, readable with a key only, and only as `owner`'s."""
        return self._keys.encrypt(f"{owner}\n{secret}".encode())

    def open(self, sealed: bytes, owner: str) -> str:
        """The secret. Raises WrongKey where no key opens it, or where it is another owner's."""
        try:
            said, _, secret = self._keys.decrypt(sealed).decode().partition("\n")
        except InvalidToken:
            raise WrongKey(
                "None of the keys opens the stored tokens. Put the key they were stored with back."
            ) from None
        if said != owner:
            raise WrongKey("A stored token is another workspace's. Install the app there anew.")
        return secret

    def seal_again(self, sealed: bytes) -> bytes:
        """The same secret under the first key. Raises WrongKey as `open` does."""
        try:
            return self._keys.rotate(sealed)
        except InvalidToken:
            raise WrongKey(
                "None of the keys opens the stored tokens. Put the key they were stored with back."
            ) from None
