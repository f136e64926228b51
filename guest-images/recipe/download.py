"""Downloads that appear whole or not at all, with progress on a terminal."""

import contextlib
import hashlib
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from recipe.errors import RecipeError, Unreachable

TIMEOUT_SECONDS = 20
ATTEMPTS = 3


@contextlib.contextmanager
def new_file(path):
    """A binary file that is renamed to `path` when the block ends well, and removed when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as f:
            yield f
            f.flush()
            os.fsync(f.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def new_folder(path):
    """The same for a folder; an older one at `path` is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        yield temporary
        temporary.chmod(0o755)
        if path.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{path.name}.old.", dir=path.parent))
            os.replace(path, old / path.name)
            os.replace(temporary, path)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(temporary, path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _apt_proxies():
    """Proxies that apt is configured with, for machines that set no http_proxy."""
    try:
        text = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return {}
    proxies = {}
    for line in text.splitlines():
        key, _, value = line.partition(" ")
        value = value.strip('";')
        if key.lower() in ("acquire::http::proxy", "acquire::https::proxy") and value not in ("", "DIRECT", "false"):
            proxies[key.split("::")[1].lower()] = value
    return proxies


def _opener():
    proxies = urllib.request.getproxies()
    for scheme, proxy in _apt_proxies().items():
        proxies.setdefault(scheme, proxy)
    return urllib.request.build_opener(urllib.request.ProxyHandler(proxies))


class Progress:
    """One line on a terminal that counts up; silent elsewhere."""

    def __init__(self, label, total):
        self.label, self.total, self.done, self.shown = label, total, 0, 0.0
        self.on = sys.stderr.isatty()

    def add(self, count):
        self.done += count
        if self.on and (time.monotonic() - self.shown > 0.2):
            self.shown = time.monotonic()
            of = f" of {self.total / 1e6:.1f}" if self.total else ""
            sys.stderr.write(f"\r\033[K{self.label}: {self.done / 1e6:.1f}{of} MB")
            sys.stderr.flush()

    def end(self):
        if self.on:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def _once(url, f, digest, label):
    with _opener().open(url, timeout=TIMEOUT_SECONDS) as response:
        total = int(response.headers.get("Content-Length") or 0)
        progress = Progress(label, total)
        try:
            while block := response.read(1 << 16):
                f.write(block)
                digest.update(block)
                progress.add(len(block))
        finally:
            progress.end()
        if total and progress.done != total:
            raise Unreachable(f"the connection to {url} ended early")


def download(url, path, sha256=None, label=None):
    """Fetch `url` into `path`; with `sha256`, keep it only when it has that hash."""
    label = label or path.name
    for attempt in range(ATTEMPTS):
        try:
            with new_file(path) as f:
                digest = hashlib.sha256()
                _once(url, f, digest, label)
                if sha256 and digest.hexdigest() != sha256:
                    raise RecipeError(f"{url} has SHA-256 {digest.hexdigest()}, but the archive's index says {sha256}")
            return
        except urllib.error.HTTPError as e:
            raise Unreachable(f"{url}: {e.code} {e.reason}") from e
        except urllib.error.URLError as e:
            error = Unreachable(f"cannot reach {url}: {e.reason}")
        except (TimeoutError, http.client.HTTPException, ConnectionError) as e:
            error = Unreachable(f"cannot read {url}: {e or type(e).__name__}")
        except Unreachable as e:
            error = e
        if attempt + 1 < ATTEMPTS:
            time.sleep(0.5)
    raise error


def file_sha256(path):
    """The hash of a file as hexadecimal text."""
    digest = hashlib.sha256()
    with open(path, "rb") as f:
        while block := f.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
