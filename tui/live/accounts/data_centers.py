"""Zoho's data centers: where each keeps its accounts, its API and its developer console, and which base URLs we accept.

Source: Zoho's multi-DC pages and its Python SDK. What a token reply says about its API wins over this table.
"""

from __future__ import annotations

import ipaddress
from typing import Final, Literal
from urllib.parse import urlsplit

from tui.dataclass import dataclass

Environment = Literal["production", "sandbox", "developer", "custom", "practice"]

LOUD: Final = ("production", "custom")
"""The environments in which a send is confirmed by the module's name: real records, or we cannot know."""

API_HOSTS: Final = {"production": "www", "sandbox": "sandbox", "developer": "developer"}
"""The first part of the API's host in each environment."""


@dataclass(frozen=True, slots=True)
class DataCenter:
    """One data center. ``accounts`` and ``console`` are hosts; ``api`` is the API's host without its first part."""

    code: str
    place: str
    accounts: str
    api: str
    console: str

    @property
    def accounts_url(self) -> str:
        return f"https://{self.accounts}"

    @property
    def console_url(self) -> str:
        """Where self clients are made."""
        return f"https://{self.console}"

    def api_url(self, environment: str) -> str:
        """The API's base of an environment: production, sandbox or developer."""
        return f"https://{API_HOSTS[environment]}.{self.api}"


def _zoho(code: str, place: str, end: str, cloud: str = "zoho") -> DataCenter:
    return DataCenter(code, place, f"accounts.{cloud}.{end}", f"zohoapis.{end}", f"api-console.{cloud}.{end}")


DATA_CENTERS: Final = {
    center.code: center
    for center in (
        _zoho("us", "United States", "com"),
        _zoho("eu", "Europe", "eu"),
        _zoho("in", "India", "in"),
        _zoho("au", "Australia", "com.au"),
        _zoho("jp", "Japan", "jp"),
        _zoho("cn", "China", "com.cn"),
        _zoho("ca", "Canada", "ca", "zohocloud"),
        _zoho("sa", "Saudi Arabia", "sa"),
        _zoho("uk", "United Kingdom", "uk"),
    )
}


def place_of_api(url: str) -> tuple[DataCenter, str] | None:
    """The data center and the environment of an API's base URL; None for a host that is not in the table."""
    host = urlsplit(url).hostname or ""
    first, _, rest = host.partition(".")
    environment = next((name for name, part in API_HOSTS.items() if part == first), None)
    center = next((center for center in DATA_CENTERS.values() if center.api == rest), None)
    return (center, environment) if center and environment else None


class UrlError(ValueError):
    """A base URL that we do not talk to. The message is a clause, to follow the URL's name."""


def checked_base_url(text: str) -> str:
    """A base URL in its plain form: scheme, host, port. Raises UrlError: a token goes to https, or to this machine."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = parts.hostname
    except ValueError:
        raise UrlError("this is not a URL; one looks like https://www.zohoapis.eu") from None
    if parts.scheme not in ("https", "http") or not host or not _is_host(host):
        raise UrlError("this is not a URL; one looks like https://www.zohoapis.eu")
    if parts.scheme == "http" and not is_loopback(host):
        raise UrlError("http is for this machine only (127.0.0.1, localhost); use https")
    if parts.username is not None:  # empty where there is a password alone
        raise UrlError("a name and a password do not belong in it")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise UrlError("it ends with the host: the path below it is not part of it")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port is not None else ''}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name alone."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return True
    return host.isascii() and all(character.isalnum() or character in "-._" for character in host)
