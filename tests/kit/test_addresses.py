"""Who asks, when proxies stand in between."""

from __future__ import annotations

import pytest

from ranpe.kit.addresses import client_address, networks

PROXIES = networks(["10.0.0.0/8", "2001:db8::7"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.9", "203.0.113.5"),
        ("10.0.0.4", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.4", "192.0.2.1, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.4", "192.0.2.1, 198.51.100.9, 10.0.0.5", "198.51.100.9"),
        ("2001:db8::7", "2001:db8::99", "2001:db8::99"),
        ("10.0.0.4", "<script>", "10.0.0.4"),
        ("10.0.0.4", " , ", "10.0.0.4"),
        ("unix", "198.51.100.9", "unix"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(peer: str, forwarded: str, found: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == found


def test_a_proxy_is_an_address_or_a_network() -> None:
    with pytest.raises(ValueError, match="proxy"):
        networks(["proxy.example"])
