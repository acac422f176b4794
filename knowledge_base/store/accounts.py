"""Accounts and what their roles allow."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timezone
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.store.errors import NotAllowed, NotFound, StoreError
from knowledge_base.store.schema import AccountRoleRow, AccountRow

#: The account that the seed's records are written by; nobody can sign in as it.
SEED_ACCOUNT = "seed"
#: scrypt's cost: about 50 ms and 16 MiB a try (RFC 7914 names these for interactive sign-in).
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}
SHORTEST_PASSWORD = 10


class Role(str, Enum):
    EDITOR = "editor"
    REVIEWER = "reviewer"
    CLERK = "clerk"
    ADMINISTRATOR = "administrator"
    READER = "reader"


#: Which roles may do what.
MAY = {
    "write": {Role.EDITOR, Role.ADMINISTRATOR},
    "review": {Role.REVIEWER, Role.ADMINISTRATOR},
    "publish": {Role.REVIEWER, Role.ADMINISTRATOR},
    "accounts": {Role.ADMINISTRATOR},
}


def now() -> datetime:
    """The time as the store keeps it: UTC, without zone."""
    return datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)


def hash_password(password: str) -> str:
    """A salted hash, ``scrypt$salt$hash``. Raises StoreError for a password that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise StoreError(f"密码至少{SHORTEST_PASSWORD}位。")
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT)
    return "$".join(["scrypt", *(base64.b64encode(part).decode() for part in (salt, digest))])


def password_matches(password: str, stored: str) -> bool:
    try:
        _, salt, digest = stored.split("$")
    except ValueError:
        return False
    tried = hashlib.scrypt(password.encode(), salt=base64.b64decode(salt), **_SCRYPT)
    return hmac.compare_digest(tried, base64.b64decode(digest))


class Accounts:
    """Accounts of one database session. The caller commits."""

    def __init__(self, session: Session):
        self._session = session

    def create(self, name: str, roles: set[Role], password: str = "") -> AccountRow:
        """A new account; without a password nobody can sign in as it. Raises StoreError for a name that is taken."""
        name = name.strip()
        if not name or self._find(name) is not None:
            raise StoreError(f"账号名不能用：{name or '空'}。")
        row = AccountRow(name=name, password=hash_password(password) if password else "", active=True, created_at=now())
        self._session.add(row)
        self._session.flush()
        self._session.add_all(AccountRoleRow(account_id=row.id, role=role.value) for role in roles)
        self._session.flush()
        return row

    def get(self, name: str) -> AccountRow:
        row = self._find(name)
        if row is None:
            raise NotFound(f"没有这个账号：{name}。")
        return row

    def system(self, name: str = SEED_ACCOUNT) -> AccountRow:
        """The account for what the program itself does; made when it is not there."""
        return self._find(name) or self.create(name, {Role.ADMINISTRATOR})

    def sign_in(self, name: str, password: str) -> AccountRow:
        """Raises NotAllowed, with the same words whichever was wrong."""
        row = self._find(name)
        # The hash is computed for an unknown name too, so that the time tells nothing.
        matches = password_matches(password, row.password if row and row.password else _NOBODY)
        if row is None or not row.active or not row.password or not matches:
            raise NotAllowed("账号或密码不对。")
        return row

    def roles(self, account: AccountRow) -> set[Role]:
        rows = self._session.scalars(select(AccountRoleRow.role).where(AccountRoleRow.account_id == account.id))
        return {Role(role) for role in rows}

    def require(self, account: AccountRow, what: str) -> None:
        """Raises NotAllowed unless one of the account's roles may do ``what``."""
        if not account.active or not self.roles(account) & MAY[what]:
            raise NotAllowed(f"账号{account.name}没有这个权限。")

    def set_roles(self, account: AccountRow, roles: set[Role]) -> None:
        for role in self.roles(account) - roles:
            self._session.delete(self._session.get(AccountRoleRow, (account.id, role.value)))
        self._session.add_all(AccountRoleRow(account_id=account.id, role=r.value) for r in roles - self.roles(account))
        self._session.flush()

    def _find(self, name: str) -> AccountRow | None:
        return self._session.scalar(select(AccountRow).where(AccountRow.name == name))


_NOBODY = hash_password(secrets.token_hex(16))
