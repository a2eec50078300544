"""Makes .venv from the hashed lock files, with a Python that this machine has or that uv can fetch.

Standard library only, and only words that Python 3.8 knows: this runs before anything is installed. What it says goes
to stderr, so that a command's own output stays clean; what the installers say goes to .data/bootstrap.log.
"""

import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
STATE = os.path.join(ROOT, ".data")
TOOLS = os.path.join(STATE, "tools")
LOG = os.path.join(STATE, "bootstrap.log")
OLDEST, TOO_NEW, FETCHED = (3, 12), (3, 15), "3.13"
CONTAINS = {"run": ("run",), "test": ("test", "run"), "dev": ("dev", "test", "run")}  # a larger lock holds the smaller


class Refused(Exception):
    """One sentence in Danish and one in English."""


def ensure(group):
    """Returns when this process runs in an environment that fits the lock; otherwise makes it and starts over in it."""
    if not fits(group):
        try:
            make(group)
        except Refused as refused:
            sys.exit(str(refused))
    if not inside():
        os.execv(PYTHON, [PYTHON, os.path.join(ROOT, "manage.py")] + sys.argv[1:])


def inside():
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def lock_file(group):
    return os.path.join(ROOT, "requirements", group + ".lock")


def digest(group):
    with open(lock_file(group), "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def stamps():
    try:
        with open(STAMP) as stamp:
            return dict(line.split() for line in stamp)
    except (OSError, ValueError):
        return {}


def fits(group):
    return stamps().get(group) == digest(group) and os.access(PYTHON, os.X_OK)


# Finding a Python -------------------------------------------------------------------------------------------------------
def candidates():
    yield os.environ.get("JOBPAKKER_PYTHON")
    yield sys.executable
    for name in ("python3.13", "python3.14", "python3.12", "python3"):
        yield shutil.which(name)
    for minor in (13, 14, 12):
        yield from sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/3.{minor}.*/bin/python3")), reverse=True)
        yield f"/usr/local/bin/python3.{minor}"


def answers(program):
    """(3, 13) of a program that starts and says so; a pyenv shim of a version that is not chosen does not."""
    asked = [program, "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        said = subprocess.run(
            asked, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20
        )
        return tuple(int(part) for part in said.stdout.split()) if said.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def suitable(program):
    version = answers(program)
    return bool(version) and OLDEST <= version < TOO_NEW


def find_python():
    asked = set()
    for program in candidates():
        if program and program not in asked:
            asked.add(program)
            if suitable(program):
                return program
    return None


# Making the environment -------------------------------------------------------------------------------------------------
def make(group):
    try:
        os.makedirs(STATE, exist_ok=True)
        with open(LOG, "w"):
            pass
    except OSError as error:
        raise Refused(f"{STATE} kan ikke skrives. ({STATE} cannot be written to.)") from error
    with open(os.path.join(STATE, "bootstrap.lock"), "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if fits(group):  # another start was first
            return
        say("Gør klar; det tager op til et minut første gang … (Setting up; up to a minute the first time …)")
        python, uv = find_python(), find_uv()
        if python is None and uv is None:
            raise Refused(no_python())
        if os.path.exists(STAMP):
            os.unlink(STAMP)
        if not suitable(PYTHON):
            make_venv(python, uv)
        install(group, uv)
        with open(STAMP, "w") as stamp:
            for name in CONTAINS[group]:
                stamp.write(f"{name} {digest(name)}\n")


def find_uv():
    """uv of the machine, or fetched by any pip: with pip alone the first page comes twice as late."""
    known = shutil.which("uv")
    if known:
        return known
    fetched = os.path.join(TOOLS, "bin", "uv")
    if not works([fetched, "--version"]):
        for python in (sys.executable, find_python()):
            if python and works(
                [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes",
                 "--no-deps", "--upgrade", "--target", TOOLS, "-r", lock_file("uv")]
            ):  # fmt: skip
                break
    return fetched if works([fetched, "--version"]) else None


def make_venv(python, uv):
    if python is None:
        kept = {"UV_PYTHON_INSTALL_DIR": os.path.join(STATE, "python")}
        if not works([uv, "venv", "--clear", "--managed-python", "--python", FETCHED, VENV], **kept):
            raise Refused(no_python())
        return
    by_uv = uv and works([uv, "venv", "--clear", "--python", python, VENV])
    if not by_uv and not works([python, "-m", "venv", "--clear", VENV]):
        raise Refused(
            f"{python} kan ikke lave et miljø; installér uv, python3-pip eller python3-venv. "
            f"({python} cannot make an environment; install uv, python3-pip or python3-venv.)"
        )


def install(group, uv):
    wanted = ["--require-hashes", "-r", lock_file(group)]
    # Its own list of authorities first, then the machine's: some networks look into what passes.
    for authorities in ({}, {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}):
        if uv and works([uv, "pip", "install", "--python", PYTHON] + wanted, **authorities):
            return
    by_pip = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"] + wanted
    if (works([PYTHON, "-m", "pip", "--version"]) or works([PYTHON, "-m", "ensurepip"])) and works(by_pip):
        return
    raise Refused(
        f"Pakkerne kunne ikke hentes; er der forbindelse til et pakkelager? Se {LOG}. "
        f"(The packages could not be fetched; can a package index be reached? See {LOG}.)"
    )


def no_python():
    return (
        "Jobpakker skal bruge Python 3.12, 3.13 eller 3.14, og ingen af dem blev fundet eller kunne hentes; installér en af "
        "dem, eller sæt JOBPAKKER_PYTHON. (Jobpakker needs Python 3.12, 3.13 or 3.14, and none was found or could be "
        "fetched; install one, or set JOBPAKKER_PYTHON.)"
    )


def works(command, **more):
    with open(LOG, "a") as log:
        log.write("$ " + " ".join(command) + "\n")
        log.flush()
        environment = dict(os.environ, **more)
        environment.pop("VIRTUAL_ENV", None)
        try:
            done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        except OSError as error:
            log.write(f"{error}\n")
            return False
        return done.returncode == 0


def say(sentence):
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
