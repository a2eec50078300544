"""Where the demo keeps what it must remember, and the secrets that it makes once."""

import base64
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from jobpakker.starter.programs import Account, UnableToStart, must_be_ours
from jobpakker.starter.servers import Passwords

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Places:
    state: Path  # ours alone: secrets, mails, logs
    data: Path  # the servers' rows; elsewhere when their account may not enter the checkout
    run: Path  # sockets: a path of a socket may have 107 bytes, so it is never the checkout

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def mails(self) -> Path:
        return self.state / "mails"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    def forget(self) -> None:
        """`--reset`: the rows, the mails and the secrets; never the environment or the tools."""
        for directory in (self.postgres, self.mails, self.logs):
            shutil.rmtree(directory, ignore_errors=True)
        (self.state / "secrets.json").unlink(missing_ok=True)


def places(runs_as: Account) -> Places:
    state = ROOT / ".data"
    digest = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:10]
    run = Path(f"/tmp/jobpakker-{os.geteuid()}-{digest}-dev")
    try:
        state.mkdir(mode=0o755, exist_ok=True)
        data = state if runs_as.can_enter(state) else Path("/var/lib/jobpakker") / digest
        found = Places(state, data, run)
        for directory, mode in ((data, 0o755), (found.logs, 0o700)):
            directory.mkdir(mode=mode, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            run.mkdir(mode=0o700)
            runs_as.own(run)
    except PermissionError as error:
        raise UnableToStart(
            f"{error.filename} kan ikke skrives; den tilhører en anden. ({error.filename} belongs to somebody else.)"
        ) from error
    must_be_ours(run, runs_as.uid)
    return found


@contextmanager
def only_one(state: Path, address: str) -> Iterator[None]:
    """Held while the demo runs, and let go by the kernel however it ends."""
    handle = os.open(state / "demo.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = os.read(handle, 200).decode()
            raise UnableToStart(
                f"Demoen kører allerede på {where}; stop den med Ctrl-C dér, hvor den blev startet. "
                f"(The demo is already running at {where}; stop it with Ctrl-C where it was started.)"
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, address.encode())
        yield
    finally:
        os.close(handle)


def environment_and_passwords(held: Places) -> tuple[dict[str, str], Passwords]:
    """Made once, readable by us alone. What is set in the environment goes first (see settings)."""
    file = held.state / "secrets.json"
    if not file.exists():
        if held.postgres.exists():
            raise UnableToStart(
                f"{file} mangler, så databasen kan ikke åbnes; begynd forfra med --reset. "
                f"({file} is missing, so the database cannot be opened; start over with --reset.)"
            )
        made = {
            "environment": {
                "SECRET_KEY": secrets.token_urlsafe(50),
                "CPR_KEYS": "1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
                "CPR_INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            },
            "passwords": asdict(Passwords()),
        }
        half = file.with_suffix(".half")
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_text(json.dumps(made, indent=1))
        half.replace(file)
    read = json.loads(file.read_text())
    return read["environment"], Passwords(**read["passwords"])
