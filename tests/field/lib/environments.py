"""Virtual environments of Python applications, made with pip from the versions that their files pin."""

import hashlib
import shutil
import subprocess

from application import LeftOut

PYTHON = "/usr/bin/python3"
SECONDS = 900


def provide(application, directory):
    """Makes the environment unless one of the same packages is there; LeftOut where pip cannot."""
    wanted = "\n".join(application.packages) + "\n"
    stamp = hashlib.sha256((wanted + version()).encode()).hexdigest()
    made = directory / "stamp"
    if made.exists() and made.read_text(encoding="utf-8") == stamp:
        return
    shutil.rmtree(directory, ignore_errors=True)
    directory.parent.mkdir(parents=True, exist_ok=True)
    try:
        run(PYTHON, "-m", "venv", directory)
        (directory / "requirements.txt").write_text(wanted, encoding="utf-8")
        run(directory / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--retries", "2", "--requirement", directory / "requirements.txt")
    except LeftOut:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    made.write_text(stamp, encoding="utf-8")


def version():
    return subprocess.run([PYTHON, "-c", "import sys; print(sys.version)"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def run(*command):
    try:
        ended = subprocess.run(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LeftOut(f"the Python environment could not be made: {error}") from error
    if ended.returncode:
        lines = [line.strip() for line in ended.stdout.splitlines() if line.strip()] or ["no message"]
        errors = [line for line in lines if "error" in line.lower()]
        raise LeftOut(f"the Python environment could not be made: {(errors or lines)[-1]}")
