"""Asks a web service for JSON with patience: repeats what may pass, waits as it is told to, says what is wrong."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from skillpact.errors import ConfigurationError, TaxonomyError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

_MAX_ANSWER_BYTES = 200_000_000
_MAX_WAIT_SECONDS = 300.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """How to ask.

    page_size : concepts a page; larger pages are fewer requests, each slower
    timeout_seconds : for connecting and for each wait for more of an answer
    attempts : how often one page is asked for before giving up, at least 1
    backoff_seconds : wait before the second attempt, doubled before each further one (a Retry-After answer prevails)
    pause_seconds : wait between pages, so that the public service is not crowded
    """

    page_size: int = 100
    timeout_seconds: float = 60.0
    attempts: int = 6
    backoff_seconds: float = 1.0
    pause_seconds: float = 0.2


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back: trouble is what may pass by itself ("" if nothing), with the seconds to wait where told."""

    status: int = 0
    found: Any = None
    wait_seconds: float | None = None
    trouble: str = ""


class WebService:
    """One service at `base_url`.

    `get` raises TaxonomyError where the service cannot be reached or answers what was not expected, ConfigurationError
    where it refuses the request itself.
    """

    def __init__(self, base_url: str, options: SessionOptions):
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(f"web address {base_url!r} cannot be used, expected for example https://host/path")
        self.base_url = base_url.rstrip("/")
        self.host = parts.hostname
        self._options = options
        self._pool = _pool(parts.scheme, self.host, options.timeout_seconds)

    def get(self, path: str, parameters: dict[str, str]) -> dict[str, Any]:
        """Return the JSON object that `path` answers with, after as many attempts as allowed."""
        url = f"{self.base_url}{path}?{urlencode(parameters)}"
        answer = _Answer()
        for attempt in range(max(self._options.attempts, 1)):
            if attempt:
                usual = self._options.backoff_seconds * 2.0 ** (attempt - 1)
                time.sleep(min(usual if answer.wait_seconds is None else answer.wait_seconds, _MAX_WAIT_SECONDS))
            answer = self._ask(url)
            if not answer.trouble:
                return self._check(path, answer)
        raise TaxonomyError(
            f"{self.host} could not be asked ({answer.trouble}, {self._options.attempts} attempts); check the network, "
            "then run the command again: it goes on where it stopped"
        )

    def _ask(self, url: str) -> _Answer:
        import urllib3

        slow = _Answer(trouble=f"no answer in {self._options.timeout_seconds:g} seconds")
        try:
            response = self._pool.request(
                "GET", url, headers={"Accept": "application/json", "User-Agent": "skillpact"},
                retries=False, preload_content=False,
            )  # fmt: skip
        except urllib3.exceptions.NewConnectionError as error:  # counts as a timeout in urllib3
            return _Answer(trouble=f"no connection, {_plain(error)}")
        except urllib3.exceptions.TimeoutError:
            return slow
        except urllib3.exceptions.HTTPError as error:
            return _Answer(trouble=f"no connection, {_plain(error)}")
        try:
            body = _body(response)
        except urllib3.exceptions.TimeoutError:
            return slow
        except urllib3.exceptions.HTTPError:
            return _Answer(trouble="the connection was cut in the middle of an answer")
        finally:
            response.close()
        try:
            found = json.loads(body)
        except ValueError:
            found = None
        if response.status == 429 or response.status >= 500:
            told = _retry_after(response.headers.get("Retry-After", ""))
            return _Answer(wait_seconds=told, trouble=f"it answered with status {response.status}")
        if response.status == 200 and not isinstance(found, dict):
            shown = " ".join(body[:60].decode("utf-8", errors="replace").split())
            return _Answer(trouble=f"it answered with {shown!r} where a JSON object was expected")
        return _Answer(response.status, found)

    def _check(self, path: str, answer: _Answer) -> dict[str, Any]:
        if answer.status == 200:
            found: dict[str, Any] = answer.found
            return found
        message = answer.found.get("message") if isinstance(answer.found, dict) else None
        if answer.status in (400, 404) and isinstance(message, str):
            raise ConfigurationError(f"{self.host} refuses the request: {message[:300]}")
        raise TaxonomyError(
            f"{self.host} answered {path} with status {answer.status}, expected 200; check the address of the service"
        )


def _pool(scheme: str, host: str, timeout_seconds: float) -> PoolManager:
    from urllib.request import getproxies, proxy_bypass

    import urllib3

    timeout = urllib3.Timeout(connect=timeout_seconds, read=timeout_seconds)
    proxy = None if host in _LOOPBACK or proxy_bypass(host) else getproxies().get(scheme)
    return urllib3.ProxyManager(proxy, timeout=timeout) if proxy else urllib3.PoolManager(timeout=timeout)


def _body(answer: BaseHTTPResponse) -> bytes:
    """Return the whole body. A body shorter than was announced raises, larger than any real one as well."""
    import urllib3

    parts, n_bytes = [], 0
    for part in answer.stream(1 << 16, decode_content=True):
        parts.append(part)
        n_bytes += len(part)
        if n_bytes > _MAX_ANSWER_BYTES:
            raise urllib3.exceptions.ResponseError("answer too large")
    return b"".join(parts)


def _retry_after(text: str) -> float | None:
    """Return the seconds of a Retry-After header, which holds seconds or a date; None where it says nothing usable."""
    from email.utils import parsedate_to_datetime

    text = text.strip()
    if text.isdigit():
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError):
        return None


def _plain(error: Exception) -> str:
    import urllib3

    if isinstance(error, urllib3.exceptions.SSLError):
        return "its certificate cannot be verified"
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return "its name cannot be resolved"
    if isinstance(error, urllib3.exceptions.ProxyError):
        return "the proxy does not answer"
    return "it does not answer"
