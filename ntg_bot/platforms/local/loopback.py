"""Which hosts count as this machine: the local workspace serves nobody else.

It lets anybody who reaches it act as any sample person, so it must never leave loopback.
"""

from __future__ import annotations

import ipaddress

from ntg_bot.domain.errors import ConfigError


def is_loopback(host: str) -> bool:
    """True for `localhost`, 127.0.0.0/8 and ::1 (with or without brackets), nothing else."""
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if bare.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return address == ipaddress.IPv6Address("::1") and "%" not in bare
    return address in ipaddress.IPv4Network("127.0.0.0/8")


def require_loopback(host: str) -> None:
    """Raises ConfigError("NTG_HOST", ...) unless `host` is this machine only."""
    if not is_loopback(host):
        raise ConfigError(
            "NTG_HOST",
            f"the local workspace lets anybody act as any sample person, so it can only listen on "
            f"this machine, not on “{host}”. Set NTG_HOST=127.0.0.1, or turn the local workspace "
            "off with NTG_LOCAL__ENABLED=false.",
        )


def host_of(header: str) -> str:
    """The host in a Host header or an origin, without its port; empty where there is none."""
    if header.startswith("["):
        end = header.find("]")
        return header[: end + 1] if end > 0 else ""
    return header.rsplit(":", 1)[0] if ":" in header else header
