"""Addresses and networks of machines that may ask."""

import pytest

from tracker.domain.networks import are_networks, is_within, networks_from

NEAR = networks_from("127.0.0.1, ::1,10.1.0.0/16")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.200.3", "::ffff:10.1.0.1"])
def test_an_address_in_a_named_network_is_within(address: str) -> None:
    assert is_within(address, NEAR)


@pytest.mark.parametrize("address", ["127.0.0.2", "10.2.0.1", "::2", "", None, "localhost"])
def test_every_other_is_not(address: str | None) -> None:
    assert not is_within(address, NEAR)


def test_what_is_no_address_cannot_be_set() -> None:
    assert are_networks("127.0.0.1")
    assert not are_networks("localhost")
    assert not are_networks("10.1.0.1/16")
