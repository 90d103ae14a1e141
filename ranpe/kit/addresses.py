"""From which address a request comes, when proxies stand in between."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def networks(names: Sequence[str]) -> list[Network]:
    """Addresses and networks such as 10.0.0.4 or 172.18.0.0/16.

    Raises:
        ValueError: a name that is neither.
    """
    return [ip_network(name) for name in names]


def client_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Who asked: `peer`, or whom the trusted proxies between it and us name.

    X-Forwarded-For grows to the right, and anybody can write its left part. It is read from the
    right, and only as long as the one who wrote an address is a trusted proxy.
    """
    found = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_among(found, proxies) or not _is_address(hop):
            break
        found = hop
    return found


def _is_among(address: str, proxies: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
