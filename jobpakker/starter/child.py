"""A process of ours that dies when we do, whatever kills us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobpakker.starter.programs import UnableToStart

PR_SET_PDEATHSIG = 1


def dies_with_parent(sent: int = signal.SIGTERM) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends the signal when we are gone, even by `kill -9`. Linux only; elsewhere nothing."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked to be told
            os._exit(1)

    return tie


@dataclass(kw_only=True)
class Child:
    name: str
    command: list[str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    how: dict[str, Any] = field(default_factory=dict)  # more for Popen: account, directory, descriptors
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for the starter, which stops them in order
                preexec_fn=dies_with_parent(self.stop_signal),  # noqa: PLW1509
                **self.how,
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_alive():
            self.process.send_signal(self.stop_signal)

    def stop(self, patience: float = 20.0) -> None:
        """Asked first; one that does not listen is ended, and its children with it (it leads a session of its own)."""
        self.ask_to_stop()
        if self.process is not None:
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def must_live(self) -> None:
        if not self.is_alive():
            tail = self.log.read_text(errors="replace").strip().splitlines()[-1:] or [""]
            raise UnableToStart(
                f"{self.name} standsede med det samme; se {self.log}. ({self.name} stopped at once: {tail[0]})"
            )
